/** Driver adapters as Prisma 7 has them. Ours takes an adapter's settings and connects by itself. */

type IsolationLevel = 'READ UNCOMMITTED' | 'READ COMMITTED' | 'REPEATABLE READ' | 'SNAPSHOT' | 'SERIALIZABLE'

interface AdapterInfo {
  readonly provider: 'mysql' | 'postgres' | 'sqlite' | 'sqlserver'
  readonly adapterName: string
}

interface AdapterQuery {
  sql: string
  args: unknown[]
  argTypes: AdapterArgType[]
}
interface AdapterArgType {
  scalarType: 'string' | 'int' | 'bigint' | 'float' | 'decimal' | 'boolean' | 'enum' | 'uuid' | 'json' | 'datetime' | 'bytes' | 'unknown'
  dbType?: string
  arity: 'scalar' | 'list'
}
interface AdapterRows {
  columnNames: string[]
  /** Prisma's numbers of column types. */
  columnTypes: AdapterColumnType[]
  rows: unknown[][]
  lastInsertId?: string
}
type AdapterColumnType =
  | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15
  | 64 | 65 | 66 | 67 | 68 | 69 | 70 | 71 | 72 | 73 | 74 | 75 | 76 | 77 | 78 | 128

interface AdapterQueryable extends AdapterInfo {
  queryRaw(params: AdapterQuery): Promise<AdapterRows>
  executeRaw(params: AdapterQuery): Promise<number>
}

interface AdapterTransaction extends AdapterQueryable {
  readonly options: { usePhantomQuery: boolean }
  commit(): Promise<void>
  rollback(): Promise<void>
  createSavepoint?(name: string): Promise<void>
  rollbackToSavepoint?(name: string): Promise<void>
  releaseSavepoint?(name: string): Promise<void>
}

interface SqlDriverAdapter extends AdapterQueryable {
  executeScript(script: string): Promise<void>
  startTransaction(isolationLevel?: IsolationLevel): Promise<AdapterTransaction>
  getConnectionInfo?(): { schemaName?: string; maxBindValues?: number; supportsRelationJoins: boolean }
  dispose(): Promise<void>
}

/** What stands in the constructor's `adapter`: `new PrismaPg(…)`, `new PrismaBetterSqlite3(…)`. */
export interface SqlDriverAdapterFactory extends AdapterInfo {
  connect(): Promise<SqlDriverAdapter>
}

export {}
