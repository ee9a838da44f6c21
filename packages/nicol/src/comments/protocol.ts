/** A call in the form that Prisma's engines take, which comment plugins see. Values are placeholders. */

import type { Call } from '../request/call.js'
import { isFieldRef, isSkip } from '../values/index.js'

type Json = Record<string, unknown>

const ACTION: Record<string, string> = {
  create: 'createOne',
  update: 'updateOne',
  upsert: 'upsertOne',
  delete: 'deleteOne',
  count: 'aggregate',
}
const AGGREGATES = new Set(['_count', '_sum', '_avg', '_min', '_max'])

/** A call's action in the words of the engines. */
export function actionOf({ action }: Call): string {
  return ACTION[action] ?? action
}

export function protocolQuery(call: Call): { modelName?: string; action: string; query: Json } {
  if (call.raw) return { action: call.action, query: { arguments: {}, selection: {} } }
  const number = { last: 0 }
  const args = (call.args ?? {}) as Json
  const query = isAggregate(call.action) ? aggregateLevel(call.action, args, number) : level(args, number)
  return { modelName: call.model as string, action: actionOf(call), query }
}

function isAggregate(action: string): boolean {
  return action === 'aggregate' || action === 'count' || action === 'groupBy'
}

interface Counter {
  last: number
}

function level(args: Json, number: Counter): Json {
  const { select, include, omit, ...rest } = args
  const selection: Json = select ? {} : { $composites: true, $scalars: true }
  for (const [name, value] of Object.entries({ ...(include as Json), ...(select as Json) })) {
    if (value === undefined || value === false || isSkip(value)) continue
    selection[name] = value !== null && typeof value === 'object' ? level(value as Json, number) : value
  }
  for (const [name, value] of Object.entries((omit as Json | undefined) ?? {})) if (value === true) selection[name] = false
  return { arguments: values(rest, number), selection }
}

function aggregateLevel(action: string, args: Json, number: Counter): Json {
  const { select, ...given } = args
  const all = action === 'count' ? { ...given, _count: typeof select === 'object' ? select : { _all: true } } : args
  const selection: Json = {}
  const rest: Json = {}
  for (const [name, value] of Object.entries(all)) {
    if (!AGGREGATES.has(name)) rest[name] = value
    else if (value) selection[name] = { arguments: {}, selection: value === true ? { _all: true } : value }
  }
  if (action === 'groupBy') for (const name of [args['by']].flat()) if (typeof name === 'string') selection[name] = true
  return { arguments: values(rest, number), selection }
}

/** Words of the language stay (names, `asc`, booleans of selections); what a user could have typed does not. */
function values(value: unknown, number: Counter, key?: string): unknown {
  if (Array.isArray(value)) {
    return value.every((item) => item === null || typeof item !== 'object')
      ? param(value, number)
      : value.map((item) => values(item, number))
  }
  if (value === null || value === undefined) return value
  if (isFieldRef(value)) return { $type: 'FieldRef', value: { _ref: value.name, _container: value.modelName } }
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined
  if (prototype === Object.prototype || prototype === null) {
    const result: Json = {}
    for (const [name, inner] of Object.entries(value as Json)) {
      if (inner === undefined || isSkip(inner)) continue
      result[name] = name === 'orderBy' || name === 'by' || name === 'distinct' || key === 'orderBy' ? inner : values(inner, number, name)
    }
    return result
  }
  return param(value, number)
}

function param(value: unknown, number: Counter): Json {
  number.last += 1
  return { $type: 'Param', value: { name: `%${number.last}`, type: typeName(value) } }
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'List'
  switch (typeof value) {
    case 'string':
      return 'String'
    case 'number':
      return Number.isInteger(value) ? 'Int' : 'Float'
    case 'bigint':
      return 'BigInt'
    case 'boolean':
      return 'Boolean'
  }
  if (value instanceof Date) return 'DateTime'
  return ArrayBuffer.isView(value) ? 'Bytes' : 'Any'
}
