/** Collects the look-ups of one tick, so that those of one form become one statement. */

import { observe } from '../client/parts.js'
import type { Core } from '../client/core.js'
import type { Engine, ModelRequest, TransactionId } from '../engine.js'
import type { Call } from './call.js'

interface Waiting {
  engine: Engine
  request: ModelRequest
  call: Call
  transaction: TransactionId | undefined
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

export class Lookups {
  #waiting: Waiting[] = []
  readonly #core: Core

  constructor(core: Core) {
    this.#core = core
  }

  add(engine: Engine, request: ModelRequest, call: Call, transaction: TransactionId | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ engine, request, call, transaction, resolve, reject })
      if (this.#waiting.length === 1) process.nextTick(() => this.#send())
    })
  }

  #send(): void {
    const waiting = this.#waiting
    this.#waiting = []
    const only = waiting.length === 1 ? waiting[0] : undefined
    if (only) {
      this.#one(only)
      return
    }
    const groups = new Map<string, Waiting[]>()
    for (const lookup of waiting) {
      let key: string
      try {
        key = keyOf(lookup)
      } catch {
        // Arguments that can't be walked: the engine says why.
        this.#one(lookup)
        continue
      }
      const group = groups.get(key)
      if (!group) groups.set(key, [lookup])
      // Two engines, one of which was left by a disconnect, are rare: no group is made for the second.
      else if (group[0]?.engine === lookup.engine) group.push(lookup)
      else this.#one(lookup)
    }
    for (const group of groups.values()) {
      if (group.length === 1) this.#one(group[0] as Waiting)
      else void this.#several(group)
    }
  }

  /** Look-ups with the comment of their statement. */
  #commented(group: readonly Waiting[]): ModelRequest[] {
    const plugins = this.#core.options.comments
    const comment = plugins && observe().commentOf(plugins, group.map(({ call }) => call))
    return group.map(({ request }) => (comment ? { ...request, comment } : request))
  }

  #one(only: Waiting): void {
    try {
      only.engine.run(this.#commented([only])[0] as ModelRequest, only.transaction).then(only.resolve, only.reject)
    } catch (error) {
      only.reject(error)
    }
  }

  async #several(group: readonly Waiting[]): Promise<void> {
    const { engine, transaction } = group[0] as Waiting
    try {
      const requests = this.#commented(group)
      if (requests[0]?.traceparent) this.#core.querySpans().together(requests)
      const settled = await engine.runAll(requests, transaction)
      for (const [i, { resolve, reject }] of group.entries()) {
        const outcome = settled[i]
        if (outcome && 'value' in outcome) resolve(outcome.value)
        else reject(outcome?.error ?? { fault: 'panic', message: 'The engine has lost an answer of a batch.' })
      }
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }
}

/** Look-ups with one key differ only in values: same transaction, model, keys and selection. */
function keyOf({ request, transaction }: Waiting): string {
  const { model, action, args } = request
  const { where, ...selection } = args ?? {}
  return `${transaction ?? ''} ${model}.${action} ${shape(where, false)} ${shape(selection, true)}`
}

/** Keys in order of the alphabet; of a selection also what is switched on. */
function shape(value: unknown, isSelection: boolean): string {
  if (value === null || typeof value !== 'object') return isSelection ? String(value) : '·'
  const prototype: unknown = Object.getPrototypeOf(value)
  if (Array.isArray(value)) return `[${value.map((item) => shape(item, isSelection)).join(' ')}]`
  if (prototype !== Object.prototype && prototype !== null) return '·'
  const object = value as Record<string, unknown>
  const keys = Object.keys(object).filter((key) => object[key] !== undefined).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}${shape(object[key], isSelection)}`).join(' ')}}`
}
