/** The walk over a call's arguments, which finds the form and packs the values. `undefined` ends it: they are sent as JSON. */

import { isDecimal } from '../../values/decimal.js'
import { isFieldRef } from '../../values/field-ref.js'
import { isObjectEnumValue } from '../../values/null-types.js'
import { isSkip } from '../../values/skip.js'
import { encode } from '../encode.js'
import { Bytes } from './bytes.js'
import { type Form, Kind, Mode } from './forms.js'

/** The values of one call after the other. */
export const packed = new Bytes()

/** Whole numbers up to here are exact, and written by their digits. */
const EXACT = 2 ** 53
/** How deep what is packed may nest, and how many objects may stand in a list. */
const DEEPEST = 40
const LONGEST = 32

const NULLS = { DbNull: Kind.DbNull, JsonNull: Kind.JsonNull, AnyNull: Kind.AnyNull }

/** Keys that may make something else of an object than what it holds. */
function isMagic(key: string): boolean {
  return key === '$type' || key === 'toJSON' || key === 'toFixed'
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The kind of a value that is packed as what it is; -1 if it isn't. */
function kindOf(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return Kind.string
    case 'number':
      return value > -EXACT && value < EXACT && (value !== 0 || 1 / value > 0) ? Kind.number : -1
    case 'boolean':
      return Kind.boolean
    case 'bigint':
      return Kind.bigint
    case 'object':
      return value === null || Array.isArray(value) || isPlain(value) ? -1 : kindOfObject(value)
    default:
      return -1
  }
}

function kindOfObject(value: object): number {
  if (value instanceof Date) {
    return Object.getPrototypeOf(value) === Date.prototype && !Number.isNaN(value.getTime()) ? Kind.date : -1
  }
  if (ArrayBuffer.isView(value)) return Kind.bytes
  if (isSkip(value) || isObjectEnumValue(value) || isFieldRef(value)) return -1
  return 'toFixed' in value && isDecimal(value) ? Kind.decimal : -1
}

function add(value: unknown, kind: number): void {
  switch (kind) {
    case Kind.string:
      packed.text(value as string)
      break
    case Kind.number:
      packed.number(value as number)
      break
    case Kind.boolean:
      packed.number(value ? 1 : 0)
      break
    case Kind.date:
      packed.number((value as Date).getTime())
      break
    case Kind.bigint:
      packed.text(String(value))
      break
    case Kind.decimal:
      packed.text((value as { toFixed(): string }).toFixed())
      break
    default:
      packed.raw(value as ArrayBufferView)
  }
}

/** A value, from a form to that behind it. */
export function walk(form: Form, value: unknown, mayBeRows: boolean, depth: number): Form | undefined {
  form.before()
  if (value === null) return form.to(Kind.null)
  if (value === undefined) return form.to(Kind.undefined)
  const kind = kindOf(value)
  if (kind >= 0) {
    if (form.mode === Mode.packed) {
      add(value, kind)
      return form.to(kind)
    }
    if (form.mode === Mode.json) return json(form, value)
    return kind <= Kind.boolean ? form.to(kind)?.named(value) : undefined
  }
  if (typeof value !== 'object' || depth > DEEPEST) return undefined
  if (!Array.isArray(value) && !isPlain(value)) return special(form, value)
  if (form.mode === Mode.json) return json(form, value)
  if (Array.isArray(value)) return list(form, value, mayBeRows, depth)
  let at = form.to(Kind.object)
  for (const key of Object.keys(value)) {
    if (isMagic(key)) return undefined
    at = at?.at(key)
    if (!at) return undefined
    at = walk(at, (value as Record<string, unknown>)[key], key === 'data', depth + 1)
  }
  return at?.to(Kind.end)
}

function special(form: Form, value: object): Form | undefined {
  if (isSkip(value)) return form.to(Kind.skip)
  if (isObjectEnumValue(value)) return form.to(NULLS[value._getName()])
  if (isFieldRef(value)) return form.to(Kind.field)?.at(value.modelName)?.at(value.name)
  return undefined
}

function json(form: Form, value: unknown): Form | undefined {
  let text: string
  try {
    text = encode(value)
  } catch {
    // Said by who writes the whole call.
    return undefined
  }
  packed.text(text)
  return form.to(Kind.json)
}

function list(form: Form, values: readonly unknown[], mayBeRows: boolean, depth: number): Form | undefined {
  if (values.length > 0) {
    const { cell, byte } = packed
    const same = ofOneKind(form, values) ?? (mayBeRows ? rows(form, values) : undefined)
    if (same) return same
    packed.cell = cell
    packed.byte = byte
  }
  if (values.length > LONGEST) return undefined
  let at = form.to(Kind.list)
  for (let place = 0; at && place < values.length; place++) {
    const value = values[place]
    if (value === undefined || isSkip(value)) return undefined
    at = walk(at, value, false, depth + 1)
  }
  return at?.to(Kind.end)
}

/** A list of values of one kind; `undefined` if it isn't one. */
function ofOneKind(form: Form, values: readonly unknown[]): Form | undefined {
  const kind = kindOf(values[0])
  if (kind < 0) return undefined
  for (let place = 1; place < values.length; place++) if (kindOf(values[place]) !== kind) return undefined
  if (form.mode === Mode.named) {
    let at = form.to(Kind.lists + kind)
    for (const value of values) at = kind <= Kind.boolean ? at?.named(value) : undefined
    // No value is like it.
    return at?.at(undefined)
  }
  packed.number(values.length)
  for (const value of values) add(value, kind)
  return form.to(Kind.lists + kind)
}

/** Rows of createMany, column by column: all have the same keys, and each column is of one kind or null. */
function rows(form: Form, values: readonly unknown[]): Form | undefined {
  const [first] = values
  if (typeof first !== 'object' || first === null || Array.isArray(first) || !isPlain(first)) return undefined
  const keys = Object.keys(first)
  if (keys.length === 0 || keys.some(isMagic)) return undefined
  for (const value of values) if (!hasKeys(value, keys)) return undefined
  const kinds: number[] = []
  packed.number(values.length)
  for (const key of keys) {
    const kind = column(values as readonly Record<string, unknown>[], key)
    if (kind === undefined) return undefined
    kinds.push(kind)
  }
  let at = form.to(Kind.rows)
  for (let place = 0; place < keys.length; place++) at = at?.at(keys[place])?.to(kinds[place] as number)
  return at?.to(Kind.end)
}

function hasKeys(value: unknown, keys: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !isPlain(value)) return false
  const own = Object.keys(value)
  if (own.length !== keys.length) return false
  for (let place = 0; place < keys.length; place++) if (own[place] !== keys[place]) return false
  return true
}

/** Packs a column; its kind, `undefined` if it has several. */
function column(rows: readonly Record<string, unknown>[], key: string): number | undefined {
  let kind: number = Kind.null
  const start = packed.cell
  for (const row of rows) {
    const value = row[key]
    if (value === null) {
      packed.number(NaN)
      continue
    }
    const own = kindOf(value)
    if (own < 0 || (kind !== Kind.null && kind !== own)) return undefined
    kind = own
    add(value, kind)
  }
  if (kind === Kind.null) packed.cell = start
  return kind
}
