/** A decoder without code made of strings, for where that is forbidden (`--disallow-code-generation-from-strings`). */

import { set } from '../../values/own.js'
import type { Body, Decoder, Item, Kind, Layout, What } from './layout.js'

/** What makes values of texts; the runtime's own, of which there is one copy. */
export type Values = Pick<typeof import('../values.js'), 'bytes' | 'decimal'>

/** Where reading stands. */
interface Cursor {
  cells: Float64Array
  integers: BigInt64Array
  texts: readonly string[]
  /** The next cell. */
  next: number
  /** The piece of text, and from where on it is left. */
  piece: number
  from: number
}

type Read = (cursor: Cursor) => unknown

let make: Values

/** Makes a decoder of functions. */
export function interpret(layout: Layout, values: Values): Decoder {
  make = values
  const read = root(layout)
  return (cells, integers, texts) => read({ cells, integers, texts, next: 0, piece: 0, from: 0 })
}

function root(layout: Layout): Read {
  if (layout[0] === 'count') return (cursor) => ({ count: number(cursor) })
  const [kind, body] = layout
  return kind === 'many' ? list(bodyOf(body)) : one(bodyOf(body))
}

function bodyOf(body: Body): Read {
  return Array.isArray(body) ? object(body) : what(body)
}

function object(items: Item[]): Read {
  const reads = items.map(([name, inner]) => [name, what(inner)] as const)
  return (cursor) => {
    const out = {}
    for (const [name, read] of reads) set(out, name, read(cursor))
    return out
  }
}

function what(of: What): Read {
  if ('cell' in of) return cell(of.cell)
  if ('list' in of) return list(cell(of.list))
  if ('group' in of) return object(of.group)
  return 'many' in of ? list(bodyOf(of.many)) : one(bodyOf(of.one))
}

function list(element: Read): Read {
  return (cursor) => {
    const length = number(cursor)
    const values = new Array<unknown>(length)
    for (let place = 0; place < length; place++) values[place] = element(cursor)
    return values
  }
}

function one(record: Read): Read {
  return (cursor) => (number(cursor) === 1 ? record(cursor) : null)
}

function number(cursor: Cursor): number {
  return cursor.cells[cursor.next++] as number
}

function cell(kind: Kind): Read {
  if (typeof kind !== 'string') return ofNumber((place) => kind[place])
  switch (kind) {
    case 'i':
      return ofNumber((value) => value)
    case 'b':
      return ofNumber((value) => value === 1)
    case 't':
      return ofNumber((value) => new Date(value))
    case 'f':
      return (cursor) => {
        const value = number(cursor)
        return !Number.isNaN(value) || number(cursor) === 1 ? value : null
      }
    case 'n':
      return (cursor) => (number(cursor) === 1 ? cursor.integers[cursor.next++] : null)
    case 's':
      return ofText((value) => value)
    case 'd':
      return ofText((value) => make.decimal(value))
    case 'j':
      return ofText((value) => JSON.parse(value))
    case 'y':
      return ofText((value) => make.bytes(value))
  }
  throw new Error(`The addon is of another version than the runtime: it knows a kind "${kind}" of values.`)
}

function ofNumber(make: (value: number) => unknown): Read {
  return (cursor) => {
    const value = number(cursor)
    return Number.isNaN(value) ? null : make(value)
  }
}

function ofText(make: (value: string) => unknown): Read {
  return (cursor) => {
    const length = number(cursor)
    if (length < 0) return null
    return make(length === 0 ? '' : cut(cursor, length))
  }
}

/** The next piece is begun where one has ended. */
function cut(cursor: Cursor, length: number): string {
  if (cursor.from === (cursor.texts[cursor.piece] as string).length) {
    cursor.piece++
    cursor.from = 0
  }
  const from = cursor.from
  cursor.from += length
  return (cursor.texts[cursor.piece] as string).substring(from, cursor.from)
}
