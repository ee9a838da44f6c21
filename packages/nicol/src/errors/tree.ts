/** The arguments of a call as text, with places marked and what could stand there. */

import { isDecimal, isFieldRef, isObjectEnumValue, isSkip } from '../values/index.js'
import type { Colors } from './colors.js'

interface Entry {
  name: string
  value: Tree
  /** The name is wrong. */
  marked?: boolean
}

interface Suggestion {
  name: string
  type: string
  /** Missing, not only possible. */
  required: boolean
}

export type Tree =
  | { kind: 'scalar'; text: string; marked?: boolean }
  | { kind: 'list'; items: Tree[]; marked?: boolean }
  | { kind: 'object'; entries: Entry[]; suggestions: Suggestion[]; marked?: boolean }

/** Objects deeper than this, and ones that hold themselves, are cut: a message is for reading. */
const DEPTH = 20

export function build(value: unknown, depth = 0): Tree {
  const scalar = (text: string): Tree => ({ kind: 'scalar', text })
  switch (typeof value) {
    case 'string':
      return scalar(JSON.stringify(value))
    case 'number':
    case 'boolean':
    case 'undefined':
      return scalar(String(value))
    case 'bigint':
      return scalar(`${value}n`)
    case 'function':
    case 'symbol':
      return scalar(Object.prototype.toString.call(value))
  }
  if (value === null) return scalar('null')
  if (isDecimal(value)) return scalar(`new Prisma.Decimal("${value.toFixed()}")`)
  if (ArrayBuffer.isView(value)) {
    return scalar(globalThis.Buffer?.isBuffer(value) ? `Buffer.alloc(${value.byteLength})` : `new Uint8Array(${value.byteLength})`)
  }
  if (value instanceof Date) {
    return scalar(`new Date("${Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()}")`)
  }
  if (isObjectEnumValue(value)) return scalar(String(value))
  if (isSkip(value)) return scalar('Prisma.skip')
  if (isFieldRef(value)) {
    return scalar(`prisma.${value.modelName.charAt(0).toLowerCase()}${value.modelName.slice(1)}.fields.${value.name}`)
  }
  if (depth >= DEPTH) return scalar('…')
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => build(item, depth + 1)) }
  return {
    kind: 'object',
    entries: Object.entries(value as object).map(([name, inner]) => ({ name, value: build(inner, depth + 1) })),
    suggestions: [],
  }
}

/** The place at a path, names and indexes. Where one thing may stand for a list of it, the engine counts it as the first. */
export function at(tree: Tree, path: readonly string[]): Tree | undefined {
  let place: Tree | undefined = tree
  for (const step of path) {
    if (place?.kind === 'object') place = entry(place, step)?.value ?? (step === '0' ? place : undefined)
    else if (place?.kind === 'list') place = place.items[Number(step)]
    else return undefined
  }
  return place
}

export function entry(tree: Tree | undefined, name: string): Entry | undefined {
  return tree?.kind === 'object' ? tree.entries.find((e) => e.name === name) : undefined
}

/** Says what could stand in an object, but for what is there. */
export function suggest(tree: Tree | undefined, suggestions: readonly Suggestion[]): void {
  if (tree?.kind !== 'object') return
  for (const suggestion of suggestions) {
    if (!entry(tree, suggestion.name)) tree.suggestions.push(suggestion)
  }
}

export function render(tree: Tree, colors: Colors): string {
  return lines(tree, 0, colors).join('\n')
}

function lines(tree: Tree, indent: number, colors: Colors): string[] {
  const pad = ' '.repeat(indent)
  if (tree.kind === 'scalar') return [tree.marked ? colors.red(tree.text) : tree.text]
  const [open, close] = tree.kind === 'list' ? ['[', ']'] : ['{', '}']
  const out = [open]
  const parts: { lines: string[]; mark?: string }[] = []
  if (tree.kind === 'list') {
    for (const item of tree.items) parts.push(value('', item, indent + 2, colors))
  } else {
    for (const { name, value: inner, marked } of tree.entries) {
      const key = `${isName(name) ? name : JSON.stringify(name)}: `
      const part = value(key, inner, indent + 2, colors)
      if (marked) {
        part.lines[0] = colors.red(key.slice(0, -2)) + (part.lines[0] as string).slice(key.length - 2)
        // Below the name, and so below the first line, whatever follows.
        part.lines.splice(1, 0, MARK_BELOW + ' '.repeat(indent + 2) + colors.red('~'.repeat(key.length - 2)))
      }
      parts.push(part)
    }
    for (const { name, type, required } of tree.suggestions) {
      const text = `${name}${required ? '' : '?'}: ${type}`
      parts.push({ lines: [SIGN + (required ? '+' : '?') + (colors.enabled ? colors.green(text) : text)] })
    }
  }
  if (parts.length === 0) return [open + close]
  for (const [i, part] of parts.entries()) {
    const comma = i < parts.length - 1 ? ',' : ''
    out.push(...withComma(part.lines, comma).map((line) => place(line, indent + 2)))
    if (part.mark) out.push(part.mark)
  }
  out.push(pad + close)
  return out
}

/** A value behind its key, and the line that marks it. */
function value(key: string, tree: Tree, indent: number, colors: Colors): { lines: string[]; mark?: string } {
  const inner = lines(tree, indent, colors)
  const first = key + (inner[0] as string)
  if (!tree.marked) return { lines: [first, ...inner.slice(1)] }
  const single = inner.length === 1
  const text = tree.kind === 'scalar' ? tree.text : (inner[0] as string)
  const width = single ? text.length : Math.max(...inner.slice(1).map((line) => line.length)) - indent
  const mark = ' '.repeat(indent + (single ? key.length : 0)) + colors.red('~'.repeat(Math.max(width, 1)))
  return { lines: [first, ...inner.slice(1)], mark }
}

/** Lines that are not part of the object's text begin with one of these. */
const MARK_BELOW = '\u0000'
const SIGN = '\u0001'

function withComma(part: string[], comma: string): string[] {
  const end = part.length > 1 && part[part.length - 1]?.startsWith(MARK_BELOW) ? part.length - 2 : part.length - 1
  return part.map((line, i) => (i === end ? line + comma : line))
}

/** Indents the first line of an entry; puts a sign into the margin. */
function place(line: string, indent: number): string {
  if (line.startsWith(MARK_BELOW)) return line.slice(1)
  if (line.startsWith(SIGN)) return `${line.charAt(1)}${' '.repeat(indent - 1)}${line.slice(2)}`
  return /^[ ?+]/.test(line) ? line : ' '.repeat(indent) + line
}

function isName(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name)
}
