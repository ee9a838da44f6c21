import type { EngineError } from '../engine.js'
import { isSkip } from '../values/index.js'
import { set } from '../values/own.js'

/**
 * `strictUndefinedChecks`: an explicit `undefined` is refused, but in place of a whole selection. Throws an `EngineError`.
 * `Prisma.skip` in place of a selection is one without fields: that of `select` is empty, and no two selections go together.
 */
export function strictArguments(args: unknown): unknown {
  const strict = level(args, AGGREGATES)
  walk(strict, [])
  return strict
}

type Fields = Record<string, unknown>

const SELECTIONS = ['select', 'include', 'omit']
const AGGREGATES = [...SELECTIONS, '_count', '_sum', '_avg', '_min', '_max']

/** The arguments of a call or of a relation, with selections as they are meant. */
function level(args: unknown, words: readonly string[] = SELECTIONS): unknown {
  if (!isPlain(args)) return args
  const copy = { ...args }
  for (const word of words) {
    const given = copy[word]
    if (given === undefined && SELECTIONS.includes(word)) delete copy[word]
    else if (isSkip(given)) copy[word] = {}
    else if ((word === 'select' || word === 'include') && isPlain(given)) copy[word] = ofRelations(given)
  }
  return copy
}

function ofRelations(fields: Fields): Fields {
  const copy: Fields = {}
  for (const name of Object.keys(fields)) set(copy, name, level(fields[name]))
  return copy
}

function isPlain(value: unknown): value is Fields {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function walk(value: unknown, path: string[]): void {
  if (path.length > 300 || !(Array.isArray(value) || isPlain(value))) return
  for (const [key, inner] of Object.entries(value)) {
    path.push(key)
    if (inner === undefined) {
      throw {
        kind: 'InvalidArgumentValue',
        path: [...path],
        message: `\`${key}\` is given as \`undefined\`, which \`strictUndefinedChecks\` forbids. Give a value, use \`Prisma.skip\`, or leave the key away.`,
      } satisfies EngineError
    }
    walk(inner, path)
    path.pop()
  }
}
