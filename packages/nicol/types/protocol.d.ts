/** Requests as JavaScript values and in Prisma's JSON form, as extensions and tools see them. */
import type { Decimal, DecimalJsLike } from './decimal.js'
import type { RawValue, Sql, UnknownTypedSql } from './sql.js'
import type { FieldRef, JsonConvertible, ObjectEnumValue, Skip } from './values.js'

/** A model's method, or a kind of raw query. */
export type Action =
  | 'findUnique' | 'findUniqueOrThrow' | 'findFirst' | 'findFirstOrThrow' | 'findMany'
  | 'create' | 'createMany' | 'createManyAndReturn' | 'update' | 'updateMany' | 'updateManyAndReturn'
  | 'upsert' | 'delete' | 'deleteMany' | 'groupBy' | 'count' | 'aggregate' | 'findRaw' | 'aggregateRaw'
  | 'executeRaw' | 'queryRaw' | 'runCommandRaw'

export type Selection = { [field: string]: boolean | Skip | JsArgs }
export type Omission = { [field: string]: boolean | Skip }
export type JsArgs = { select?: Selection; include?: Selection; omit?: Omission; [argument: string]: JsInputValue }

export type JsInputValue =
  | null | undefined | string | number | boolean | bigint | Uint8Array | Date
  | DecimalJsLike | ObjectEnumValue | RawParameters | JsonConvertible | FieldRef<string, unknown> | Skip
  | JsInputValue[] | { [key: string]: JsInputValue }
export type JsOutputValue =
  | null | string | number | boolean | bigint | Uint8Array | Date | Decimal
  | JsOutputValue[] | { [key: string]: JsOutputValue }

export type RawParameters = { __prismaRawParameters__: true; values: string }
export type RawQueryArgs = Sql | UnknownTypedSql | [query: string, ...values: RawValue[]]

/** The JSON form's names of what is asked. */
export type QueryAction =
  | 'findUnique' | 'findUniqueOrThrow' | 'findFirst' | 'findFirstOrThrow' | 'findMany'
  | 'createOne' | 'createMany' | 'createManyAndReturn' | 'updateOne' | 'updateMany' | 'updateManyAndReturn'
  | 'deleteOne' | 'deleteMany' | 'upsertOne' | 'aggregate' | 'groupBy'
  | 'executeRaw' | 'queryRaw' | 'runCommandRaw' | 'findRaw' | 'aggregateRaw'

type RawTagged = { $type: 'Raw'; value: unknown }
type JsonArgument = number | string | boolean | null | RawTagged | JsonArgument[] | { [key: string]: JsonArgument }
type JsonSelection = { $scalars?: boolean; $composites?: boolean } & { [field: string]: boolean | JsonField }
type JsonField = { arguments?: { [name: string]: JsonArgument } | RawTagged; selection: JsonSelection }

export type JsonQuery = { modelName?: string; action: QueryAction; query: JsonField }
export type JsonBatchQuery = {
  batch: JsonQuery[]
  transaction?: { isolationLevel?: 'ReadUncommitted' | 'ReadCommitted' | 'RepeatableRead' | 'Snapshot' | 'Serializable' }
}

export {}
