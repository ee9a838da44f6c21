/** What every constructor takes. */
export interface PrismaClientBaseOptions {
  /** How errors are printed. */
  errorFormat?: ErrorFormat
  /** What is logged: levels for standard output, or `{ emit: 'event', level }` for `$on`. */
  log?: (LogLevel | LogDefinition)[]
  /** For `$transaction`; times in milliseconds. */
  transactionOptions?: {
    maxWait?: number
    timeout?: number
    isolationLevel?: TransactionIsolationLevel
  }
  /** Fields that records don't have unless they are asked for. */
  omit?: GlobalOmitConfig
  /** What is added to statements as comments. */
  comments?: runtime.SqlCommenterPlugin[]
  /** The database of a URL, in the place of the schema's, as Prisma 6 writes it. */
  datasources?: { $datasource?: { url?: string } }
  datasourceUrl?: string
  /** How many query plans are kept; 0 for none. */
  queryPlanCacheMaxSize?: number
}

/** Prisma Accelerate, which Nicol can't speak to: the client says so. */
export interface PrismaClientOptionsWithAccelerateUrl extends PrismaClientBaseOptions {
  accelerateUrl: string
  adapter?: never
}

/** The database of a driver adapter: its settings are used, not its driver. */
export interface PrismaClientOptionsWithAdapter extends PrismaClientBaseOptions {
  adapter: runtime.SqlDriverAdapterFactory
  accelerateUrl?: never
}

/** The database of the schema, or that of a URL. */
interface PrismaClientOptionsWithUrl extends PrismaClientBaseOptions {
  adapter?: null
  accelerateUrl?: never
}

export type PrismaClientOptions =
  | PrismaClientOptionsWithAccelerateUrl
  | PrismaClientOptionsWithAdapter
  | PrismaClientOptionsWithUrl
