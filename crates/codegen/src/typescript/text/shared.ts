/** What `createMany`, `updateMany` and `deleteMany` return. */
export type BatchPayload = {
  count: number
}

export type DefaultPrismaClient = PrismaClient

export type ErrorFormat = 'pretty' | 'colorless' | 'minimal'

export type LogLevel = 'info' | 'query' | 'warn' | 'error'

export type LogDefinition = {
  level: LogLevel
  emit: 'stdout' | 'event'
}

export type CheckIsLogLevel<T> = T extends LogLevel ? T : never

export type GetLogType<T> = CheckIsLogLevel<T extends LogDefinition ? T['level'] : T>

/** The levels that `$on` takes. */
export type GetEvents<T extends any[]> = T extends Array<LogLevel | LogDefinition> ? GetLogType<T[number]> : never

export type QueryEvent = {
  timestamp: Date
  query: string
  params: string
  duration: number
  target: string
}

export type LogEvent = {
  timestamp: Date
  message: string
  target: string
}

export type PrismaAction =
  | 'findUnique'
  | 'findUniqueOrThrow'
  | 'findMany'
  | 'findFirst'
  | 'findFirstOrThrow'
  | 'create'
  | 'createMany'
  | 'createManyAndReturn'
  | 'update'
  | 'updateMany'
  | 'updateManyAndReturn'
  | 'upsert'
  | 'delete'
  | 'deleteMany'
  | 'executeRaw'
  | 'queryRaw'
  | 'aggregate'
  | 'count'
  | 'runCommandRaw'
  | 'findRaw'
  | 'groupBy'

/** The client inside of an interactive transaction. */
export type TransactionClient = Omit<DefaultPrismaClient, runtime.ITXClientDenyList>
