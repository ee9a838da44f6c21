/** SQL with its values beside it, and queries from `.sql` files. */

/** Whatever may be bound. */
export type Value = unknown
export type RawValue = Value | Sql

export class Sql {
  readonly values: Value[]
  readonly strings: string[]
  constructor(rawStrings: readonly string[], rawValues: readonly RawValue[])
  /** With `?` for each value. */
  get sql(): string
  /** With `:1`, `:2`, … for the values. */
  get statement(): string
  /** With `$1`, `$2`, … for the values. */
  get text(): string
  inspect(): { sql: string; statement: string; text: string; values: unknown[] }
}

/** The tag of templates: values become parameters, pieces of SQL are put in place. */
export function sqltag(strings: readonly string[], ...values: readonly RawValue[]): Sql
/** Text that stands in the statement as it is. */
export function raw(value: string): Sql
/** The values (or pieces) with a separator between them, `,` if none is given. */
export function join(values: readonly RawValue[], separator?: string, prefix?: string, suffix?: string): Sql
/** No text. */
export const empty: Sql

/** Holds the type of a typed query's rows; no value. */
export const PrivateResultType: unique symbol

/** A query from a `.sql` file, with the values of one call. */
export class TypedSql<Values extends readonly unknown[], Result> {
  [PrivateResultType]: Result
  constructor(sql: string, values: Values)
  get sql(): string
  get values(): Values
}
export type UnknownTypedSql = TypedSql<unknown[], unknown>
export function isTypedSql(value: unknown): value is UnknownTypedSql
export function makeTypedQueryFactory(sql: string): (...values: any[]) => TypedSql<any[], unknown>

/** A named hole of a typed query. */
export type Param<out $Type, $Value extends string> = { readonly name: $Value }
export function Param<$Type, $Value extends string>(name: $Value): Param<$Type, $Value>
export function createParam(name: string): Param<unknown, string>

export {}
