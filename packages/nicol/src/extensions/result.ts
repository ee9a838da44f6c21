/** Puts computed fields on results. */

import type { Scope } from '../client/scope.js'
import { jsName } from '../model/names.js'
import type { Call } from '../request/call.js'
import { isSkip } from '../values/index.js'
import { define, set } from '../values/own.js'
import type { ComputedField } from './computed.js'
import { isOmitted, type LevelArguments, relatedModel, type Selection } from './selection.js'

type Row = Record<string, unknown>

const inspect = Symbol.for('nodejs.util.inspect.custom')

/** The result of a call with the computed fields of its model and of the relations in it. */
export function extendResult(scope: Scope, call: Call, result: unknown): unknown {
  if (call.model === undefined) return result
  if (result === null || typeof result !== 'object') return result
  let model = call.model
  let level = (call.args ?? {}) as LevelArguments
  for (const relation of call.path) {
    const related = relatedModel(scope.core.config.runtimeDataModel, model, relation)
    if (related === undefined) return result
    model = related
    const nested = level.select?.[relation]
    level = nested !== null && typeof nested === 'object' ? (nested as LevelArguments) : {}
  }
  return visit(scope, model, level, result)
}

function visit(scope: Scope, model: string, level: LevelArguments, result: unknown): unknown {
  if (Array.isArray(result)) return result.map((row) => visit(scope, model, level, row))
  if (result === null || typeof result !== 'object') return result
  const row = result as Row
  for (const selection of [level.include, level.select]) {
    for (const [name, value] of Object.entries(selection ?? {})) {
      if (!value || isSkip(value) || !Object.hasOwn(row, name) || row[name] == null) continue
      const related = relatedModel(scope.core.config.runtimeDataModel, model, name)
      if (related === undefined) continue
      row[name] = visit(scope, related, typeof value === 'object' ? (value as LevelArguments) : {}, row[name])
    }
  }
  return compute(scope, model, level, row)
}

function compute(scope: Scope, model: string, level: LevelArguments, row: Row): Row {
  const computed = scope.extensions.computed(model)
  if (!computed) return row
  const select = isSkip(level.select) ? undefined : level.select
  const omit = level.omit as Selection | null | undefined
  const global = scope.core.options.omit?.[jsName(model)]
  const isAsked = (name: string) => (select ? Boolean(select[name]) && !isSkip(select[name]) : !isOmitted(name, omit, global))
  const asked = [...computed.values()].filter((field) => isAsked(field.name) && field.needs.every((need) => Object.hasOwn(row, need)))
  if (asked.length === 0) return row
  // Columns that were read for a computed field alone stay hidden, though it sees them.
  const hidden = new Set(asked.flatMap((field) => field.needs).filter((need) => !isAsked(need)))
  const source: Row = hidden.size > 0 ? { ...row } : row
  const visible = hidden.size > 0 ? without(row, hidden) : row
  for (const field of asked) {
    const get = once(field, source, jsName(model))
    defineLazy(source, field.name, get)
    if (visible !== source) defineLazy(visible, field.name, get)
  }
  if (!Object.hasOwn(visible, inspect)) Object.defineProperty(visible, inspect, { value: plain, configurable: true })
  return visible
}

function without(row: Row, hidden: ReadonlySet<string>): Row {
  const result: Row = {}
  for (const [name, value] of Object.entries(row)) if (!hidden.has(name)) set(result, name, value)
  return result
}

/** Computes when it is first read, and remembers. */
function once(field: ComputedField, source: Row, model: string): () => unknown {
  let done: { value: unknown } | undefined
  // A field that replaces a column of its name goes on seeing the column.
  const record = Object.hasOwn(source, field.name) ? copyOf(source) : source
  return () => (done ??= { value: field.compute(record, model) }).value
}

function defineLazy(object: Row, name: string, get: () => unknown): void {
  Object.defineProperty(object, name, { get, set: (value) => define(object, name, value), enumerable: true, configurable: true })
}

/** For `console.log`: values in place of `[Getter]`. */
function plain(this: Row): Row {
  return { ...this }
}

/** A copy in which what is computed stays to be computed. */
function copyOf(row: Row): Row {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(row)) as Row
}
