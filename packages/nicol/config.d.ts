/** What a configuration file (`prisma.config.ts`) says. Paths count from the file's folder. */
export type PrismaConfig = {
  /** Switches for what Prisma calls experimental. Nicol needs none of them. */
  experimental?: { externalTables?: boolean; extensions?: boolean }
  /** The database of commands; generated clients take the name of the variable from here. */
  datasource?: Urls
  /** The schema: a file, or a folder whose `.prisma` files are one schema. */
  schema?: string
  migrations?: {
    /** The folder of the migrations. */
    path?: string
    /** SQL that is run in the shadow database before the migrations: what they take for granted. */
    initShadowDb?: string
    /** The command of `db seed`. */
    seed?: string
  }
  /** Tables that others look after. */
  tables?: { external?: string[] }
  /** Enums that others look after. */
  enums?: { external?: string[] }
  views?: { path?: string }
  typedSql?: { path?: string }
}

/** `undefined` is what a variable is that is not set: `process.env.DATABASE_URL`, under `exactOptionalPropertyTypes` too. */
type Urls = { [name in 'url' | 'shadowDatabaseUrl' | 'directUrl']?: string | undefined }

declare const brand: unique symbol

/** A configuration that went through `defineConfig`. */
export type PrismaConfigInternal = PrismaConfig & { loadedFromFile: string | null } & { readonly [brand]?: true }

export declare function defineConfig(config: PrismaConfig): PrismaConfigInternal

type NameOfText<Env> = keyof { [K in keyof Env as Env[K] extends string | undefined ? K : never]: Env[K] }

/** A variable that must be set when the configuration is read. */
export declare function env(name: string): string
export declare function env<Env>(name: NameOfText<Env> & string): string

export declare class PrismaConfigEnvError extends Error {
  constructor(name: string)
}
