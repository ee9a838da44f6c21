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
/** The database of a driver adapter: its settings are used, not its driver. */
adapter?: runtime.SqlDriverAdapterFactory | null
/** Prisma Accelerate, which Nicol can't speak to: the client says so. */
accelerateUrl?: string
/** Fields that records don't have unless they are asked for. */
omit?: GlobalOmitConfig
/** What is added to statements as comments. */
comments?: runtime.SqlCommenterPlugin[]
/** The database of a URL, in the place of the schema's, as Prisma 6 writes it. */
datasources?: { $datasource?: Datasource }
datasourceUrl?: string
