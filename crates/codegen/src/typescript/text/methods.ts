[K: symbol]: { types: Prisma.TypeMap<ExtArgs>['other'] }

/** Calls back for each event of a level that `log` emits. */
$on<V extends LogOpts>(eventType: V, callback: (event: V extends 'query' ? Prisma.QueryEvent : Prisma.LogEvent) => void): PrismaClient;

/** Connects now, so that a wrong URL is told here. */
$connect(): runtime.Types.Utils.JsPromise<void>;

/** Ends all connections. A later query opens new ones. */
$disconnect(): runtime.Types.Utils.JsPromise<void>;

/** The same at the end of a block: `await using prisma = new PrismaClient()`. */
[Symbol.asyncDispose]: (() => runtime.Types.Utils.JsPromise<void>) & { types: Prisma.TypeMap<ExtArgs>['other'] }

/** Runs a statement; values become parameters. Resolves to the number of rows that were changed. */
$executeRaw<T = unknown>(query: TemplateStringsArray | Prisma.Sql, ...values: any[]): Prisma.PrismaPromise<number>;

/** Runs a statement as it stands: a value that is put into its text can be SQL. */
$executeRawUnsafe<T = unknown>(query: string, ...values: any[]): Prisma.PrismaPromise<number>;

/** Runs a query; values become parameters. Resolves to its rows. */
$queryRaw<T = unknown>(query: TemplateStringsArray | Prisma.Sql, ...values: any[]): Prisma.PrismaPromise<T>;

/** Runs a query as it stands: a value that is put into its text can be SQL. */
$queryRawUnsafe<T = unknown>(query: string, ...values: any[]): Prisma.PrismaPromise<T>;

/** Runs all operations or none, in order. */
$transaction<P extends Prisma.PrismaPromise<any>[]>(arg: [...P], options?: { maxWait?: number, timeout?: number, isolationLevel?: Prisma.TransactionIsolationLevel }): runtime.Types.Utils.JsPromise<runtime.Types.Utils.UnwrapTuple<P>>

/** Runs a function in a transaction, which is rolled back when it throws. */
$transaction<R>(fn: (prisma: Omit<PrismaClient, runtime.ITXClientDenyList>) => runtime.Types.Utils.JsPromise<R>, options?: { maxWait?: number, timeout?: number, isolationLevel?: Prisma.TransactionIsolationLevel }): runtime.Types.Utils.JsPromise<R>

/** Asks the database how it is, and tells how many connections there are. */
$health(options?: { timeout?: number }): runtime.Types.Utils.JsPromise<{
  ok: boolean
  latency: number
  error?: string
  pool: { open: number; idle: number; waiting: number; limit: number }
}>
