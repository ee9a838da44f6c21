/**
 * What operations resolve to. Exported as `Types.Result`; the names are Prisma's.
 *
 * A model without selection is its payload's `scalars` as they stand: no type is made. A selection is one mapped type,
 * whose members the compiler works out when somebody looks at them.
 */
import type { Operation, OperationPayload } from './operations.js'
import type { Omit } from './shapes.js'
import type { JsonObject, Skip } from './values.js'

type Related = { scalars: any; objects: any }

/** A model where neither `select` nor `include` is given: its scalars, less what `omit` and the client's `omit` leave out. */
export type DefaultSelection<Payload extends OperationPayload, Args = {}, GlobalOmitOptions = {}> = Scalars<Payload, Args, GlobalOmitOptions>

type Scalars<P extends Related, A, G> = A extends { omit: infer Local extends object; [argument: string]: unknown }
  ? WithoutOmitted<P['scalars'], Local & Omit<GlobalOmit<P, G>, keyof Local>>
  : Plain<P, G>

type Plain<P extends Related, G> = G extends { omit: object } ? ApplyOmit<P['scalars'], GlobalOmit<P, G>> : P['scalars']

type GlobalOmit<P extends Related, G> = P extends { name: infer Name extends string } ? ExtractGlobalOmit<G, Uncapitalize<Name>> : {}

/** What the client's options omit of a model. */
export type ExtractGlobalOmit<Options, ModelName extends string> = Options extends { omit: { [K in ModelName]: infer Omitted } } ? Omitted : {}

export type ApplyOmit<T, OmitConfig> = {} extends OmitConfig ? T : WithoutOmitted<T, OmitConfig>
type WithoutOmitted<T, OmitConfig> = { [K in keyof T as OmitValue<OmitConfig, K> extends true ? never : K]: T[K] }
export type OmitValue<Omit, Key> = Key extends keyof Omit ? Omit[Key] : false

/** One record of the model `P` for the arguments `A`. */
export type GetFindResult<P extends OperationPayload, A, GlobalOmitOptions> = Found<P, A, GlobalOmitOptions>

// Most calls select nothing: that is asked first. `any` takes both ways, and gets `Plain` on both.
type Found<P extends Related, A, G> = A extends Selecting
  ? 0 extends 1 & A
    ? Plain<P, G>
    : A extends { select: infer S extends object; [argument: string]: unknown }
      ? Selected<P, S, G>
      : A extends { include: infer I extends object; [argument: string]: unknown }
        ? Selected<P, I, G> & Scalars<P, A, G>
        : Scalars<P, A, G>
  : Plain<P, G>

// The arguments of a nested selection are still a fresh literal: without the index signature other keys would be too many.
type Selecting =
  | { select: unknown; [argument: string]: unknown }
  | { include: unknown; [argument: string]: unknown }
  | { omit: unknown; [argument: string]: unknown }

// Neither optional nor read-only as the selection is. A key that is only known to be a string may be any scalar.
type Selected<P extends Related, S, G> = {
  -readonly [K in keyof S as S[K] extends false | undefined | null | Skip ? never : K]-?: K extends keyof P['objects']
    ? RelationOf<P['objects'][K], S[K] extends object ? S[K] : true, G>
    : K extends keyof P['scalars']
      ? P['scalars'][K]
      : K extends '_count'
        ? CountOf<P, S[K]>
        : P['scalars'] extends { [k in K]: infer O }
          ? O
          : never
}

/** A relation: a list, a record, or (its type is a union) a record or null. */
type RelationOf<R, A, G> = R extends Related[] ? Found<R[number], A, G>[] : R extends Related ? Found<R, A, G> : R

type CountOf<P extends Related, A> = A extends { select: infer S }
  ? { -readonly [K in keyof S as S[K] extends false | undefined | null | Skip ? never : K]-?: number }
  : { [K in keyof P['objects']]: number }

export type Count<O> = { [K in keyof O]: number } & {}

/** What `F` resolves to for the arguments `Args`. */
export type GetResult<
  Payload extends OperationPayload,
  Args,
  OperationName extends Operation = 'findUniqueOrThrow',
  GlobalOmitOptions = {},
> = ResultOf<Payload, Args, GlobalOmitOptions>[OperationName]

interface ResultOf<P extends OperationPayload, A, G> {
  findUnique: Found<P, A, G> | null
  findUniqueOrThrow: Found<P, A, G>
  findFirst: Found<P, A, G> | null
  findFirstOrThrow: Found<P, A, G>
  findMany: Found<P, A, G>[]
  create: Found<P, A, G>
  createMany: GetBatchResult
  createManyAndReturn: Found<P, A, G>[]
  update: Found<P, A, G>
  updateMany: GetBatchResult
  updateManyAndReturn: Found<P, A, G>[]
  upsert: Found<P, A, G>
  delete: Found<P, A, G>
  deleteMany: GetBatchResult
  count: GetCountResult<A>
  aggregate: GetAggregateResult<P, A>
  groupBy: GetGroupByResult<P, A>
  $queryRaw: unknown
  $queryRawTyped: unknown
  $queryRawUnsafe: unknown
  $executeRaw: number
  $executeRawUnsafe: number
  $runCommandRaw: JsonObject
  findRaw: JsonObject
  aggregateRaw: JsonObject
}

export type GetBatchResult = { count: number }

export type GetCountResult<A> = A extends { select: infer S } ? (S extends true ? number : Count<S>) : number

export type Aggregate = '_count' | '_sum' | '_avg' | '_min' | '_max'

export type GetAggregateResult<P extends OperationPayload, A> = {
  [K in keyof A as K extends Aggregate ? K : never]: K extends '_count'
    ? A[K] extends true
      ? number
      : Count<A[K]>
    : { [J in keyof A[K] & string]: P['scalars'][J] | null }
}

export type GetGroupByResult<P extends OperationPayload, A> = A extends { by: infer By extends string[] }
  ? Groups<P, A, By[number]>
  : A extends { by: infer By extends string }
    ? Groups<P, A, By>
    : {}[]
type Groups<P extends OperationPayload, A, By extends string> = (GetAggregateResult<P, A> & { [K in By]: P['scalars'][K] })[]

/** Every field and relation of a payload, all of them optional: what a query extension gets from `query()`. */
export type PayloadToResult<P> = P extends { scalars: infer S; objects: infer O; composites: infer C } ? FieldsToResult<S & O & C> : {}
type FieldsToResult<F> = { [K in keyof F]?: FieldToResult<F[K]> }
type FieldToResult<F> = [F] extends [any[]] ? PayloadToResult<F[number]>[] : [F] extends [object] ? PayloadToResult<F> : F
export type RenameAndNestPayloadKeys<P> = {
  [K in keyof P as K extends 'scalars' | 'objects' | 'composites' ? keyof P[K] : never]: P[K]
}

/** The payloads in which the relation (or composite) `K` holds an `O`. */
export type SelectablePayloadFields<K extends PropertyKey, O> = { objects: { [k in K]: O } } | { composites: { [k in K]: O } }
export type SelectField<P extends SelectablePayloadFields<any, any>, K extends PropertyKey> = P extends { objects: { [k in K]: infer O } }
  ? O
  : P extends { composites: { [k in K]: infer C } }
    ? C
    : never

/** The records that payloads stand for, key by key. */
export type UnwrapPayload<P> = {} extends P
  ? unknown
  : {
      [K in keyof P]: P[K] extends { scalars: infer S; composites: infer C }[]
        ? (S & UnwrapPayload<C>)[]
        : P[K] extends { scalars: infer S; composites: infer C } | null
          ? (S & UnwrapPayload<C>) | Extract<P[K], null>
          : never
    }

export {}
