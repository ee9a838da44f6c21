/** Results in slots: `crates/query/src/slots` says what they are. */

import { generate } from './generate.js'
import { interpretation } from '../../client/parts.js'
import * as values from '../values.js'
import type { Decoder, Layout } from './layout.js'

/** The cells of a result stand here while it is delivered, unless they are more. */
export const arena = new Float64Array(16_384)
const integers = new BigInt64Array(arena.buffer)

const decoders: Decoder[] = []
const none: readonly string[] = ['']

/** Reads a result. `describe` gives the description of a layout that is met for the first time. */
export function decodeSlots(
  number: number,
  texts: string | readonly string[] | undefined,
  own: Float64Array | undefined,
  describe: (number: number) => string,
): unknown {
  const decoder = (decoders[number] ??= decoderOf(JSON.parse(describe(number)) as Layout))
  const pieces = texts === undefined ? none : typeof texts === 'string' ? [texts] : texts
  return own ? decoder(own, new BigInt64Array(own.buffer), pieces) : decoder(arena, integers, pieces)
}

let canGenerate = true

export function decoderOf(layout: Layout): Decoder {
  if (canGenerate) {
    try {
      return generate(layout)
    } catch (error) {
      // Forbidden, and so it stays.
      if (!(error instanceof EvalError)) throw error
      canGenerate = false
    }
  }
  return interpretation().interpret(layout, values)
}
