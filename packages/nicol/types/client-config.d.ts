/** What generated code hands to the runtime, and the client's class as the runtime knows it, before types are put on it. */
import type { SqlDriverAdapterFactory } from './adapter.js'
import type { SqlCommenterPlugin } from './comments.js'
import type { Datamodel } from './dmmf.js'

/** Prisma's `runtimeDataModel`: the schema's models and enums, for extensions. */
export type RuntimeDataModel = {
  readonly models: { [Name in string]: RuntimeModel }
  readonly enums: { [Name in string]: { values: { name: string; dbName: string | null }[]; dbName?: string | null } }
  readonly types: { [Name in string]: RuntimeModel }
}
interface RuntimeModel {
  dbName: string | null
  schema?: string | null
  fields: RuntimeField[]
  uniqueFields?: string[][]
  uniqueIndexes?: { name: string | null; fields: string[] }[]
  primaryKey?: { name: string | null; fields: string[] } | null
}
interface RuntimeField {
  name: string
  kind: 'scalar' | 'object' | 'enum' | 'unsupported'
  type: string
  relationName?: string
  dbName?: string | null
  isList?: boolean
  isRequired?: boolean
  isUnique?: boolean
  isId?: boolean
}

/** The schema in the forms that each side reads. */
export type GetPrismaClientConfig = {
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
  datasource: {
    /** The block's name: the key in the constructor's `datasources`. */
    name: string
    /** From the schema, else the config: the name of a variable, or a value that holds no password. */
    url: { env: string } | { value: string } | null
    /** From the generated client's folder to what a relative `file:` path counts from. */
    directory: string
  }
  /** Which Prisma the schema was written for: 6 has `url` in the datasource, 7 in its config. */
  flavour: 6 | 7
  /** The folder of the generated client, where it runs. */
  dirname?: string
}

type LogLevel = 'query' | 'info' | 'warn' | 'error'

/** The constructor's options: those of Prisma 6 and those of 7. */
export type PrismaClientOptions = {
  adapter?: SqlDriverAdapterFactory
  accelerateUrl?: string
  datasourceUrl?: string
  datasources?: { [name in string]?: { url?: string } }
  errorFormat?: 'pretty' | 'colorless' | 'minimal'
  log?: (LogLevel | { level: LogLevel; emit: 'stdout' | 'event' })[]
  transactionOptions?: { maxWait?: number; timeout?: number; isolationLevel?: string }
  omit?: { [model in string]?: { [field in string]?: boolean } }
  comments?: SqlCommenterPlugin[]
  queryPlanCacheMaxSize?: number
}

/** The client's class for a schema. */
export function getPrismaClient(config: GetPrismaClientConfig): new (options?: PrismaClientOptions) => any

/** The methods that a client in a transaction does not have. */
export type ITXClientDenyList = '$connect' | '$disconnect' | '$on' | '$use' | '$extends'
export const itxClientDenyList: readonly (string | symbol)[]

export type BaseDMMF = { readonly datamodel: Omit<Datamodel, 'indexes'> }
export function dmmfToRuntimeDataModel(datamodel: Datamodel): RuntimeDataModel
/** Gives `target` a lazy property `dmmf`. */
export function defineDmmfProperty(target: object, runtimeDataModel: RuntimeDataModel): void

/** An object that throws where a missing key is read. */
export function makeStrictEnum<T extends { [K in PropertyKey]: string | number }>(definition: T): T

/** Where this runs. */
export function getRuntime(): {
  id: 'node' | 'bun' | 'deno' | 'workerd' | 'edge-light' | 'netlify' | ''
  prettyName: string
  isEdge: boolean
}

/** Writes a message, once per key. */
export const warnOnce: (key: string, message: string, ...args: unknown[]) => void

type Debugger = ((...args: any[]) => void) & {
  color: string
  enabled: boolean
  namespace: string
  log: (...args: string[]) => void
  extend: () => void
}
/** What `DEBUG=prisma:…` turns on. */
export const Debug: ((namespace: string) => Debugger) & {
  enable(namespace: any): void
  disable(): any
  enabled(namespace: string): boolean
  log: (...args: string[]) => void
  formatters: {}
}

export {}
