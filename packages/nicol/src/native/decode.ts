/** JSON with tags, as `crates/query/src/json/answer.rs` writes it → JavaScript values. */

import { set } from '../values/own.js'
import { bytes, decimal } from './values.js'

/** Reads an answer. */
export function decode(text: string): unknown {
  const value: unknown = JSON.parse(text)
  // Most answers hold no tag.
  return text.includes('"$type"') ? untagged(value) : value
}

function untagged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) value[index] = untagged(value[index])
    return value
  }
  const object = value as Record<string, unknown>
  if (typeof object.$type === 'string') return tagged(object.$type, object.value)
  for (const key of Object.keys(object)) {
    const inner = object[key]
    if (typeof inner !== 'object' || inner === null) continue
    // A column's JSON may have any key.
    set(object, key, untagged(inner))
  }
  return object
}

function tagged(type: string, value: unknown): unknown {
  switch (type) {
    case 'DateTime':
      return new Date(value as string)
    case 'BigInt':
      return BigInt(value as string)
    case 'Decimal':
      return decimal(value as string)
    case 'Bytes':
      return bytes(value as string)
    case 'Float':
      return Number(value)
    // The user's JSON, whatever it holds.
    default:
      return value
  }
}
