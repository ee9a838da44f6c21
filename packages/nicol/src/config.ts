/** What generated code hands to the runtime (`getPrismaClient(config)`): the schema in the forms that each side reads. */

export interface ClientConfig {
  /** The release of Prisma that the client matches. */
  clientVersion: string
  engineVersion: string
  activeProvider: 'postgresql' | 'sqlite'
  previewFeatures: string[]
  /** The schema's text, as Prisma's clients carry it. */
  inlineSchema: string
  runtimeDataModel: RuntimeDataModel
  /** The data model's byte form, in base64: what the engine plans from. */
  dataModel: string
  datasource: Datasource
  /** Which Prisma the schema was written for: 6 has `url` in the datasource, 7 in its config. */
  flavour: 6 | 7
  /** The folder of the generated client, where it runs. */
  dirname?: string
}

export interface Datasource {
  /** The block's name: the key in the constructor's `datasources`. */
  name: string
  /** From the schema, else the config: the name of a variable, or a value that holds no password. */
  url: { env: string } | { value: string } | null
  /** From the generated client's folder to what a relative `file:` path counts from. */
  directory: string
}

/** Prisma's `runtimeDataModel`, which extensions read. */
export interface RuntimeDataModel {
  models: Record<string, RuntimeModel>
  enums: Record<string, { values: { name: string; dbName: string | null }[]; dbName: string | null }>
  types: Record<string, RuntimeModel>
}

export interface RuntimeModel {
  dbName: string | null
  fields: RuntimeField[]
  uniqueFields?: string[][]
  uniqueIndexes?: { name: string | null; fields: string[] }[]
  primaryKey?: { name: string | null; fields: string[] } | null
}

export interface RuntimeField {
  name: string
  kind: 'scalar' | 'object' | 'enum' | 'unsupported'
  type: string
  relationName?: string
  dbName?: string
  isList?: boolean
  isRequired?: boolean
  isUnique?: boolean
  isId?: boolean
}
