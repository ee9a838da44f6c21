/** A decoder made for one layout: straight code that builds each object by one literal. */

import type { Body, Decoder, Item, Kind, Layout, What } from './layout.js'
import { bytes, decimal } from '../values.js'

/** Makes a decoder by `new Function`. Throws where code may not be made of strings. */
export function generate(layout: Layout): Decoder {
  const enums: string[][] = []
  const writer = new Writer(enums)
  const result = writer.root(layout)
  const source = `'use strict';return function(c,b,T){let p=0,q=0,k=0,t=T[0],v;${writer.code}return ${result}}`
  const make = new Function('E', 'decimal', 'bytes', source) as (...with_: unknown[]) => Decoder
  return make(enums, decimal, bytes)
}

/**
 * In the code `p` is the next cell, `t` the piece of text that is being cut, from `q` on, `k` its place, and `v` is what was
 * just read.
 */
class Writer {
  code = ''
  #names = 0

  constructor(readonly enums: string[][]) {}

  #name(): string {
    return `x${this.#names++}`
  }

  /** Appends code; the expression of the result. */
  root(layout: Layout): string {
    if (layout[0] === 'count') return '{count:c[p++]}'
    const [kind, body] = layout
    return kind === 'many' ? this.many(body) : this.one(body)
  }

  body(body: Body): string {
    return Array.isArray(body) ? this.object(body) : this.what(body)
  }

  /** Cells are read into variables in their order; the object is then made at once. */
  object(items: Item[]): string {
    return `{${items.map(([name, what]) => `${property(name)}:${this.what(what)}`).join(',')}}`
  }

  what(what: What): string {
    if ('cell' in what) return this.cell(what.cell)
    if ('list' in what) return this.#list(() => this.cell(what.list))
    if ('group' in what) return this.object(what.group)
    return 'many' in what ? this.many(what.many) : this.one(what.one)
  }

  many(body: Body): string {
    return this.#list(() => this.body(body))
  }

  #list(element: () => string): string {
    const [list, length, place] = [this.#name(), this.#name(), this.#name()]
    this.code += `const ${length}=c[p++],${list}=new Array(${length});for(let ${place}=0;${place}<${length};${place}++){`
    const value = element()
    this.code += `${list}[${place}]=${value}}`
    return list
  }

  one(body: Body): string {
    const name = this.#name()
    this.code += `let ${name}=null;if(c[p++]===1){`
    const value = this.body(body)
    this.code += `${name}=${value}}`
    return name
  }

  cell(kind: Kind): string {
    const name = this.#name()
    this.code += `let ${name};${this.#read(kind, name)}`
    return name
  }

  #read(kind: Kind, into: string): string {
    if (typeof kind !== 'string') {
      const names = this.enums.push(kind) - 1
      return `v=c[p++];${into}=v===v?E[${names}][v]:null;`
    }
    switch (kind) {
      case 'i':
        return `v=c[p++];${into}=v===v?v:null;`
      case 'b':
        return `v=c[p++];${into}=v===v?v===1:null;`
      case 't':
        return `v=c[p++];${into}=v===v?new Date(v):null;`
      case 'f':
        return `v=c[p++];${into}=v===v?v:c[p++]===1?v:null;`
      case 'n':
        return `${into}=c[p++]===1?b[p++]:null;`
      case 's':
        return text(into, 'v')
      case 'd':
        return text(into, 'decimal(v)')
      case 'j':
        return text(into, 'JSON.parse(v)')
      case 'y':
        return text(into, 'bytes(v)')
    }
    throw new Error(`The addon is of another version than the runtime: it knows a kind "${kind}" of values.`)
  }
}

/** Cuts a text; the next piece is begun where one has ended. */
function text(into: string, value: string): string {
  return (
    `v=c[p++];if(v<0)${into}=null;else{if(v>0&&q===t.length){t=T[++k];q=0}` +
    `v=v>0?t.substring(q,q+=v):"";${into}=${value}}`
  )
}

/** A name in a literal: `__proto__` would be no property there. */
function property(name: string): string {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name)
}
