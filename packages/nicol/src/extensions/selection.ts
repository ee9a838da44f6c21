/** Arguments for the engine: it knows nothing of computed fields, but must read what they need. */

import type { Scope } from '../client/scope.js'
import type { RuntimeDataModel, RuntimeField } from '../config.js'
import { jsName } from '../model/names.js'
import { isSkip } from '../values/index.js'
import { own, set } from '../values/own.js'
import type { ExtensionList } from './list.js'

export type Selection = Record<string, unknown>
export interface LevelArguments {
  select?: Selection | null
  include?: Selection | null
  omit?: Selection | null
}

/** The arguments, with what computed fields need. */
export function engineArguments(
  scope: Scope,
  model: string,
  args: Record<string, unknown> | undefined,
): Record<string, unknown> | undefined {
  const level = new Level(scope.extensions, scope.core.config.runtimeDataModel, scope.core.options.omit)
  return level.rewrite(model, args ?? {}) as Record<string, unknown>
}

/** The model that a field leads to, if it is a relation. */
export function relatedModel(data: RuntimeDataModel, model: string, field: string): string | undefined {
  const found = fieldOf(data, model, field)
  return found?.kind === 'object' && found.relationName ? found.type : undefined
}

export function isColumn(data: RuntimeDataModel, model: string, field: string): boolean {
  return fieldOf(data, model, field) !== undefined
}

function fieldOf(data: RuntimeDataModel, model: string, name: string): RuntimeField | undefined {
  return own(data.models, model)?.fields.find((field) => field.name === name)
}

class Level {
  readonly #extensions: ExtensionList
  readonly #data: RuntimeDataModel
  readonly #omit: Record<string, Record<string, boolean>> | undefined

  constructor(extensions: ExtensionList, data: RuntimeDataModel, omit: Record<string, Record<string, boolean>> | undefined) {
    this.#extensions = extensions
    this.#data = data
    this.#omit = omit
  }

  rewrite(model: string, args: LevelArguments): LevelArguments {
    const { select, include, omit } = args
    if (isGiven(select)) return { ...args, select: this.#select(model, select) }
    const changed: LevelArguments = { ...args }
    if (isGiven(include)) changed.include = this.#nested(model, include)
    const rewritten = this.#omission(model, isGiven(omit) ? omit : undefined)
    if (rewritten) changed.omit = rewritten
    return changed
  }

  #select(model: string, select: Selection): Selection {
    const computed = this.#extensions.computed(model)
    const result: Selection = {}
    const needed = new Set<string>()
    for (const [name, value] of Object.entries(this.#nested(model, select))) {
      const field = computed?.get(name)
      if (field && value && !isSkip(value)) for (const need of field.needs) needed.add(need)
      if (!field || isColumn(this.#data, model, name)) set(result, name, value)
    }
    for (const need of needed) if (!result[need] || isSkip(result[need])) set(result, need, true)
    return result
  }

  /** Without computed names, and without columns that a computed field needs. */
  #omission(model: string, omit: Selection | undefined): Selection | undefined {
    const computed = this.#extensions.computed(model)
    if (!computed) return omit
    const global = this.#omit?.[jsName(model)]
    const result: Selection = {}
    for (const [name, value] of Object.entries(omit ?? {})) {
      if (!computed.has(name) || isColumn(this.#data, model, name)) set(result, name, value)
    }
    for (const field of computed.values()) {
      if (isOmitted(field.name, omit, global)) continue
      for (const need of field.needs) {
        if (isOmitted(need, omit, global)) set(result, need, false)
      }
    }
    return Object.keys(result).length > 0 || omit ? result : undefined
  }

  #nested(model: string, selection: Selection): Selection {
    const result: Selection = {}
    for (const [name, value] of Object.entries(selection)) {
      const related = relatedModel(this.#data, model, name)
      set(result, name, related && value && !isSkip(value) ? this.#relation(related, value) : value)
    }
    return result
  }

  #relation(model: string, value: unknown): unknown {
    if (value !== true && typeof value !== 'object') return value
    const level = this.rewrite(model, value === true ? {} : (value as LevelArguments))
    return value === true && Object.keys(level).length === 0 ? true : level
  }
}

function isGiven(selection: unknown): selection is Selection {
  return selection !== null && typeof selection === 'object' && !isSkip(selection)
}

/** Whether a result leaves a column out; what the request says goes before what the client says. */
export function isOmitted(name: string, omit: Selection | undefined | null, global: Record<string, boolean> | undefined): boolean {
  const own = omit?.[name]
  return typeof own === 'boolean' ? own : global?.[name] === true
}
