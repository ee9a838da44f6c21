/** What of DMMF there is at run time. */

import type { RuntimeDataModel } from './config.js'
import { ACTIONS, type ModelAction as Action } from './model/actions.js'

/** Gives `Prisma.dmmf` to generated code: the data model in DMMF's form, made when it is first looked at. */
export function defineDmmfProperty(target: object, model: RuntimeDataModel): void {
  let dmmf: unknown
  const list = (entries: object) => Object.entries(entries).map(([name, value]) => ({ name, ...(value as object) }))
  Object.defineProperty(target, 'dmmf', {
    // Not enumerable: the client's module copies what is, and few look at this.
    configurable: true,
    get: () =>
      (dmmf ??= { datamodel: { models: list(model.models), enums: list(model.enums), types: list(model.types ?? {}) } }),
  })
}

interface Named {
  name: string
}

/** The other way round: from DMMF's lists to records by name. */
export function dmmfToRuntimeDataModel(dmmf: Record<'models' | 'enums' | 'types', readonly Named[]>): RuntimeDataModel {
  const record = (list: readonly Named[]) => Object.fromEntries(list.map(({ name, ...rest }) => [name, rest]))
  return { models: record(dmmf.models), enums: record(dmmf.enums), types: record(dmmf.types) } as unknown as RuntimeDataModel
}

export const ModelAction = Object.fromEntries(ACTIONS.map((action) => [action, action])) as { [K in Action]: K }

export function datamodelEnumToSchemaEnum({ name, values }: { name: string; values: readonly Named[] }): {
  name: string
  values: string[]
} {
  return { name, values: values.map((value) => value.name) }
}
