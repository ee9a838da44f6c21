/** Shows a call that makes no sense: its arguments, the place that is wrong, and what could stand there. */

import type { RuntimeDataModel, RuntimeField, RuntimeModel } from '../config.js'
import type { EngineError } from '../engine.js'
import { own } from '../values/own.js'
import type { Colors } from './colors.js'
import { at, build, entry, render, suggest, type Tree } from './tree.js'

const ON_NAME = new Set([
  'UnknownSelectionField',
  'UnknownArgument',
  'UnknownInputField',
  'IncludeOnScalar',
  'SelectionSetOnScalar',
])

/** The arguments as text. */
export function showArguments(
  error: EngineError,
  call: { model?: string | undefined; action: string; args: unknown },
  data: RuntimeDataModel,
  colors: Colors,
): string {
  const tree = build(call.args ?? {})
  const path = error.path ?? []
  const name = path[path.length - 1]
  const parentPath = path.slice(0, -1)
  const parent = at(tree, parentPath)
  const kind = error.kind
  if (kind === 'RequiredArgumentMissing' && name !== undefined) {
    const type = error.expected?.find((e) => e.name === name)?.types.join(' | ') ?? missingType(call, path, data)
    suggest(parent, [{ name, type, required: true }])
  } else if (kind === 'MutuallyExclusiveFields') {
    const level = at(tree, name === 'select' || name === 'include' || name === 'omit' ? parentPath : path)
    for (const key of ['select', 'include', 'omit']) {
      const found = entry(level, key)
      if (found && (key === 'select' || entry(level, 'select'))) found.marked = true
    }
  } else if (kind !== undefined && ON_NAME.has(kind) && name !== undefined) {
    const found = entry(parent, name)
    if (found) found.marked = true
    else if (parent) parent.marked = true
    if (kind === 'UnknownSelectionField' || kind === 'IncludeOnScalar') suggestSelection(parent, parentPath, call.model, data)
    else if (kind === 'UnknownInputField' && !error.expected) suggestFields(parent, parentPath, call.model, data)
  } else if (kind === 'EmptySelection') {
    const level = at(tree, path)
    suggestSelection(level, path, call.model, data)
  } else {
    const place = at(tree, path)
    if (place && path.length > 0 && kind !== 'SomeFieldsMissing') place.marked = true
    if (kind === 'SomeFieldsMissing' && !error.expected) suggestFields(place, path, call.model, data)
  }
  if (error.expected && kind !== 'RequiredArgumentMissing') {
    const level = kind !== undefined && ON_NAME.has(kind) ? parent : at(tree, path)
    suggest(level, error.expected.map((e) => ({ name: e.name, type: e.types.join(' | '), required: false })))
  }
  return render(tree, colors)
}

/** What a `select`, `include` or `omit` can hold. */
function suggestSelection(tree: Tree | undefined, path: readonly string[], root: string | undefined, data: RuntimeDataModel): void {
  const model = modelAt(path, root, data)
  const word = path[path.length - 1]
  if (!model || (word !== 'select' && word !== 'include' && word !== 'omit')) return
  const fits = (field: RuntimeField) =>
    word === 'select' || (field.kind === 'object') === (word === 'include')
  const names = model.fields.filter(fits).map((field) => field.name)
  const hasLists = model.fields.some((field) => field.kind === 'object' && field.isList)
  if (word !== 'omit' && hasLists) names.push('_count')
  suggest(tree, names.map((name) => ({ name, type: 'true', required: false })))
}

/** Words below which a model's fields stand. */
const OF_FIELDS = new Set(['where', 'data', 'create', 'update', 'AND', 'OR', 'NOT', 'is', 'isNot', 'some', 'every', 'none'])

/** Which fields a filter or a record can hold. */
function suggestFields(tree: Tree | undefined, path: readonly string[], root: string | undefined, data: RuntimeDataModel): void {
  const words = path.filter((step) => !/^\d+$/.test(step))
  const last = words[words.length - 1]
  if (last === undefined || !OF_FIELDS.has(last)) return
  const fields = modelAt(path, root, data)?.fields ?? []
  suggest(tree, fields.map(({ name, type }) => ({ name, type, required: false })))
}

/** The model that a place speaks of: names of relations on the way lead to others. */
function modelAt(path: readonly string[], root: string | undefined, data: RuntimeDataModel): RuntimeModel | undefined {
  let model = root === undefined ? undefined : own(data.models, root)
  for (const step of path) {
    const field = model?.fields.find((f) => f.name === step && f.kind === 'object')
    if (field) model = own(data.models, field.type) ?? own(data.types, field.type)
  }
  return model
}

function missingType(call: { model?: string | undefined; action: string }, path: readonly string[], data: RuntimeDataModel): string {
  const name = path[path.length - 1] as string
  if (path.length === 1 && call.model !== undefined) {
    const isUpdate = call.action.startsWith('update')
    const types: Record<string, string> = {
      where: `${call.model}WhereUniqueInput`,
      data: isUpdate ? `${call.model}UpdateInput` : `${call.model}CreateInput`,
      create: `${call.model}CreateInput`,
      update: `${call.model}UpdateInput`,
      by: `${call.model}ScalarFieldEnum[]`,
    }
    return own(types, name) ?? 'unknown'
  }
  const field = modelAt(path.slice(0, -1), call.model, data)?.fields.find((f) => f.name === name)
  if (!field) return 'unknown'
  return field.kind === 'object' ? `{ … } (${field.type})` : `${field.type}${field.isList ? '[]' : ''}`
}
