/**
 * JavaScript values as JSON with tags: `{"$type": T, "value": V}` for what JSON lacks, as `crates/query/src/json` reads it.
 * What a value may be where is not decided here: this only says what it is.
 */

import type { EngineError } from '../engine.js'
import { set } from '../values/own.js'
import { isDecimal } from '../values/decimal.js'
import { isFieldRef } from '../values/field-ref.js'
import { isObjectEnumValue } from '../values/null-types.js'
import { isSkip } from '../values/skip.js'

/** How deep arguments may nest: an object that holds itself ends here. */
const MAX_DEPTH = 2000

/**
 * From where on they are written as text, since the reader goes down 127 levels, four of which are around the arguments. Only
 * JSON for columns nests so, or nonsense.
 */
const DEEP = 122

/** Why arguments can't be written. */
class Refusal extends Error {}

/** Arguments as JSON text. Throws an `EngineError`. */
export function encode(value: unknown): string {
  try {
    return wellFormed(JSON.stringify(tagged(value, 0, undefined)))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    throw located(value, error)
  }
}

/** The same error with the place, which is looked for only now. */
function located(value: unknown, error: Refusal): EngineError {
  const path: string[] = []
  try {
    tagged(value, 0, path)
  } catch (again) {
    if (!(again instanceof Refusal)) throw again
  }
  return { kind: 'InvalidArgumentValue', message: error.message, path }
}

/** A lone surrogate, which JSON.stringify escapes and UTF-8 can't hold, becomes U+FFFD. */
function wellFormed(text: string): string {
  if (!text.includes('\\ud')) return text
  return text.replace(/(\\*)\\ud[89a-f][0-9a-f]{2}/g, (match, before: string) =>
    before.length % 2 === 0 ? `${before}\\ufffd` : match,
  )
}

/**
 * A value as JSON can hold it. What holds nothing special is given back itself, which is what most arguments are: the whole
 * of them is then written by JSON.stringify, which is faster than any code of ours. `undefined` and `Prisma.skip` are told: in
 * `omit` they are not as good as absent.
 */
function tagged(value: unknown, depth: number, path: string[] | undefined): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : { $type: 'Float', value: shown(value) }
    case 'bigint':
      return { $type: 'BigInt', value: String(value) }
    case 'object':
      return value === null ? null : object(value, depth, path)
    case 'undefined':
      return { $type: 'Undefined' }
    default:
      throw new Refusal(
        `a ${typeof value} is no value for the database: give data, or an object with a method \`toJSON\``,
      )
  }
}

function shown(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function object(value: object, depth: number, path: string[] | undefined): unknown {
  if (depth > DEEP && !isSkip(value)) return jsonText(value, depth, path)
  if (Array.isArray(value)) return list(value, depth, path)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    if (value instanceof Date) return date(value)
    const bytes = bytesOf(value)
    if (bytes) return { $type: 'Bytes', value: bytes.toString('base64') }
    if (isSkip(value)) return { $type: 'Skip' }
    if (isObjectEnumValue(value)) return { $type: 'Null', value: value._getName() }
    if (isFieldRef(value)) return { $type: 'FieldRef', value: { _ref: value.name, _container: value.modelName } }
  }
  if ('toFixed' in value && isDecimal(value)) return { $type: 'Decimal', value: value.toFixed() }
  if ('toJSON' in value && typeof value.toJSON === 'function') return tagged(value.toJSON(), depth + 1, path)
  // The user's own key: all below is data.
  if (Object.hasOwn(value, '$type')) return jsonText(value, depth, path)
  return entries(value, depth, path, tagged)
}

function jsonText(value: object, depth: number, path: string[] | undefined): unknown {
  return { $type: 'JsonText', value: wellFormed(JSON.stringify(plain(value, depth, path))) }
}

function tooDeep(): Refusal {
  return new Refusal(`the arguments nest deeper than ${MAX_DEPTH} levels: does an object hold itself?`)
}

function date(value: Date): unknown {
  if (Number.isNaN(value.getTime())) throw new Refusal('this `Date` is invalid: it holds no time')
  return { $type: 'DateTime', value: value.toISOString() }
}

type Make = (value: unknown, depth: number, path: string[] | undefined) => unknown

function list(values: readonly unknown[], depth: number, path: string[] | undefined, make: Make = tagged): unknown {
  let copy: unknown[] | undefined
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    path?.push(String(index))
    if (value === undefined || isSkip(value)) {
      throw new Refusal('a list can hold neither `undefined` nor `Prisma.skip`: leave the element out, or give `null`')
    }
    const made = make(value, depth + 1, path)
    if (made !== value) (copy ??= [...values])[index] = made
    path?.pop()
  }
  return copy ?? values
}

/** The own enumerable keys of an object: what it inherits is nobody's data. */
function entries(value: object, depth: number, path: string[] | undefined, make: Make): unknown {
  let copy: object | undefined
  for (const key of Object.keys(value)) {
    const inner = (value as Record<string, unknown>)[key]
    if (typeof inner === 'string' || (inner === undefined && make === plain)) continue
    path?.push(key)
    const made = isSkip(inner) && make === plain ? undefined : make(inner, depth + 1, path)
    if (made !== inner) set((copy ??= { ...value }), key, made)
    path?.pop()
  }
  return copy ?? value
}

/** JSON data, without tags. */
function plain(value: unknown, depth: number, path: string[] | undefined): unknown {
  if (depth > MAX_DEPTH) throw tooDeep()
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : null
    case 'bigint':
      return String(value)
    case 'object':
      break
    default:
      throw new Refusal(`a ${typeof value} is no JSON: give data, or an object with a method \`toJSON\``)
  }
  if (value === null) return null
  if (Array.isArray(value)) return list(value, depth, path, plain)
  const bytes = bytesOf(value)
  if (bytes) return bytes.toString('base64')
  if (isObjectEnumValue(value)) throw new Refusal('`Prisma.DbNull` and its kin stand for a whole value: inside of JSON there is null')
  if (isDecimal(value)) return value.toFixed()
  if ('toJSON' in value && typeof value.toJSON === 'function') return plain(value.toJSON(), depth + 1, path)
  return entries(value, depth, path, plain)
}

/** The bytes of a buffer, or of a view of one; no copy. */
function bytesOf(value: object): Buffer | undefined {
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  if (value instanceof ArrayBuffer) return Buffer.from(value)
  return undefined
}
