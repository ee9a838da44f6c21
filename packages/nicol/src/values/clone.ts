import { isDecimal } from './decimal.js'
import { isFieldRef } from './field-ref.js'
import { isObjectEnumValue } from './null-types.js'
import { set } from './set.js'
import { isSkip } from './skip.js'
import { isSql, Sql } from '../raw/sql.js'
import { isTypedSql, TypedSql } from '../raw/typed.js'

/** A copy of arguments that an extension may change without changing those of the caller. */
export function cloneArguments<T>(value: T): T {
  return clone(value) as T
}

function clone(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(clone)
  if (value instanceof Date) return new Date(value.getTime())
  if (ArrayBuffer.isView(value)) return (value as Uint8Array).slice()
  if (isSql(value)) return new Sql(value.strings, value.values)
  if (isTypedSql(value)) return new TypedSql(value.sql, value.values)
  if (isDecimal(value) || isObjectEnumValue(value) || isFieldRef(value) || isSkip(value)) return value
  if (!isPlain(value)) return value
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) set(copy, key, clone((value as Record<string, unknown>)[key]))
  return copy
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || typeof (value as { toJSON?: unknown }).toJSON !== 'function'
}
