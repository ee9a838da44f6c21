import { isDecimal } from './decimal.js'
import { isFieldRef } from './field-ref.js'
import { isObjectEnumValue } from './null-types.js'
import { set } from './own.js'
import { isSkip } from './skip.js'
import { isSql, Sql } from '../raw/sql.js'
import { isTypedSql, TypedSql } from '../raw/typed.js'

/** A copy of arguments that an extension may change without changing those of the caller. */
export function cloneArguments<T>(value: T): T {
  return clone(value) as T
}

function clone(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  const prototype: unknown = Object.getPrototypeOf(value)
  // Most are; the rest is looked at more closely.
  if (prototype === Object.prototype || prototype === null) return copy(value)
  if (Array.isArray(value)) return value.map(clone)
  if (value instanceof Date) return new Date(value.getTime())
  if (ArrayBuffer.isView(value)) return (value as Uint8Array).slice()
  if (isSql(value)) return new Sql(value.strings, value.values)
  if (isTypedSql(value)) return new TypedSql(value.sql, value.values)
  if (isDecimal(value) || isObjectEnumValue(value) || isFieldRef(value) || isSkip(value)) return value
  return typeof (value as { toJSON?: unknown }).toJSON === 'function' ? value : copy(value)
}

function copy(value: object): object {
  const made: Record<string, unknown> = { ...value }
  for (const key of Object.keys(made)) {
    const inner = made[key]
    if (inner !== null && typeof inner === 'object') set(made, key, clone(inner))
  }
  return made
}
