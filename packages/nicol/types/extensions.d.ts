/** `$extends`: what it takes, and the client that it gives. Exported as `Types.Extensions`; the names are Prisma's. */
import type { MergeExtArgs, InternalArgs, ModelKey, TypeMapCbDef, TypeMapDef } from './extension-args.js'
import type { ITXClientDenyList } from './client-config.js'
import type { Operation, PrismaPromise } from './operations.js'
import type { GetFindResult, GetResult } from './result.js'
import type { Call, Exact, Narrowable, Omit, Optional, Path, Return, UnwrapTuple } from './shapes.js'
import type { Sql, TypedSql } from './sql.js'
import type { InputJsonObject, JsonObject } from './values.js'

export type * from './extension-args.js'

type Any = { [K in string]: any }
type Operations<TypeMap extends TypeMapDef, M extends PropertyKey> = TypeMap['model'][M]['operations']
type OperationsOfAll<TypeMap extends TypeMapDef> = keyof TypeMap['model'][keyof TypeMap['model']]['operations']

/** `Exclude`, which looks at each key only where one is to be left out. */
type Without<Keys, Taken> = Keys & Taken extends never ? Keys : Exclude<Keys, Taken>

// ---- query

export type DynamicQueryExtensionArgs<Q_, TypeMap extends TypeMapDef> = {
  [K in keyof Q_]: K extends '$allOperations'
    ? (args: { model?: string; operation: string; args: any; query: (args: any) => PrismaPromise<any> }) => Promise<any>
    : K extends '$allModels'
      ? {
          [P in keyof Q_[K] | OperationsOfAll<TypeMap> | '$allOperations']?: P extends '$allOperations'
            ? DynamicQueryExtensionCb<TypeMap, 'model', keyof TypeMap['model'], OperationsOfAll<TypeMap>>
            : P extends OperationsOfAll<TypeMap>
              ? DynamicQueryExtensionCb<TypeMap, 'model', keyof TypeMap['model'], P>
              : never
        }
      : K extends TypeMap['meta']['modelProps']
        ? QueriesOfModel<Q_[K], TypeMap, ModelKey<TypeMap, K>>
        : K extends keyof TypeMap['other']['operations']
          ? DynamicQueryExtensionCb<[TypeMap], 0, 'other', K>
          : never
}

type QueriesOfModel<Q, TypeMap extends TypeMapDef, M extends PropertyKey> = {
  [P in keyof Q | keyof Operations<TypeMap, M> | '$allOperations']?: P extends '$allOperations'
    ? DynamicQueryExtensionCb<TypeMap, 'model', M, keyof Operations<TypeMap, M>>
    : P extends keyof Operations<TypeMap, M>
      ? DynamicQueryExtensionCb<TypeMap, 'model', M, P>
      : never
}

export type DynamicQueryExtensionCb<TypeMap extends TypeMapDef, _0 extends PropertyKey, _1 extends PropertyKey, _2 extends PropertyKey> = <
  A extends DynamicQueryExtensionCbArgs<TypeMap, _0, _1, _2>,
>(
  args: A,
) => Promise<unknown>

/** What a query extension gets: one member for each model and operation, so that looking at `model` or `operation` narrows `args`. */
export type DynamicQueryExtensionCbArgs<TypeMap extends TypeMapDef, _0 extends PropertyKey, _1 extends PropertyKey, _2 extends PropertyKey> = _0 extends 0
  ? Query<{ args: DynamicQueryExtensionCbArgsArgs<TypeMap, _0, _1, _2>; result: TypeMap[_0][_1]['operations'][_2]['result'] }, undefined, _2>
  : Unnarrowed<
      _1 extends unknown ? QueriesOf<TypeMap[_0][_1]['operations'], _1, _2> : never,
      TypeMap[_0][_1]['operations'][_2]['result']
    >
type QueriesOf<Operations extends TypeMapDef, Model, O extends PropertyKey> = O extends unknown ? Query<Operations[O], Model, O> : never

interface Query<O extends { args: any; result: any }, Model, Name> {
  args: O['args']
  model: Model
  operation: Name
  query: <A extends O['args']>(args: A) => PrismaPromise<O['result']>
}

/** `query` can be called while it has not been narrowed. */
type Unnarrowed<Q extends { args: any }, Result> = Q & { query: (args: Q['args']) => PrismaPromise<Result> }

export type DynamicQueryExtensionCbArgsArgs<
  TypeMap extends TypeMapDef,
  _0 extends PropertyKey,
  _1 extends PropertyKey,
  _2 extends PropertyKey,
> = _2 extends '$queryRaw' | '$executeRaw' ? Sql : TypeMap[_0][_1]['operations'][_2]['args']

// ---- result

export type DynamicResultExtensionArgs<R_, TypeMap extends TypeMapDef> = {
  [K in keyof R_]: {
    [P in keyof R_[K]]?: {
      needs?: DynamicResultExtensionNeeds<TypeMap, ModelKey<TypeMap, K>, R_[K][P]>
      compute(data: DynamicResultExtensionData<TypeMap, ModelKey<TypeMap, K>, R_[K][P]>, modelName: ModelKey<TypeMap, K>): any
    }
  }
}
export type DynamicResultExtensionNeeds<TypeMap extends TypeMapDef, M extends PropertyKey, S> = {
  [K in keyof S]: K extends keyof TypeMap['model'][M]['payload']['scalars'] ? S[K] : never
} & { [N in keyof TypeMap['model'][M]['payload']['scalars']]?: boolean }
export type DynamicResultExtensionData<TypeMap extends TypeMapDef, M extends PropertyKey, S> = GetFindResult<
  TypeMap['model'][M]['payload'],
  { select: S },
  {}
>

// ---- model

export type DynamicModelExtensionArgs<M_, TypeMap extends TypeMapDef, TypeMapCb extends TypeMapCbDef, ExtArgs extends Any> = {
  [K in keyof M_]: K extends '$allModels'
    ? { [P in keyof M_[K]]?: unknown } & { [K: symbol]: {} }
    : K extends TypeMap['meta']['modelProps']
      ? { [P in keyof M_[K]]?: unknown } & {
          [K: symbol]: { ctx: ModelContext<TypeMap, TypeMapCb, ExtArgs, ModelKey<TypeMap, K>> }
        }
      : never
}
/** What `Prisma.getExtensionContext(this)` gives in a model's method. */
type ModelContext<TypeMap extends TypeMapDef, TypeMapCb extends TypeMapCbDef, ExtArgs extends Any, M extends PropertyKey> =
  DynamicModelExtensionThis<TypeMap, M, ExtArgs> & {
    $parent: DynamicClientExtensionThis<TypeMap, TypeMapCb, ExtArgs>
    $name: M
    name: M
  }

/** A model of an extended client. */
export type DynamicModelExtensionThis<TypeMap extends TypeMapDef, M extends PropertyKey, ExtArgs extends Any> = ModelMembers<
  TypeMap,
  M,
  ExtArgs['model'][Uncapitalize<M & string>]
>
type ModelMembers<TypeMap extends TypeMapDef, M extends PropertyKey, Added> = { [P in keyof Added]: Return<Added[P]> } & {
  [P in Without<keyof Operations<TypeMap, M>, keyof Added>]: DynamicModelExtensionOperationFn<TypeMap, M, P>
} & { [P in Without<'fields', keyof Added>]: TypeMap['model'][M]['fields'] } & { [K: symbol]: { types: TypeMap['model'][M] } }

export type DynamicModelExtensionOperationFn<
  TypeMap extends TypeMapDef,
  M extends PropertyKey,
  P extends PropertyKey,
> = OperationFn<TypeMap, M, P, Operations<TypeMap, M>[P]['args']>

type OperationFn<TypeMap extends TypeMapDef, M extends PropertyKey, P extends PropertyKey, Args> = {} extends Args
  ? <A extends Args>(args?: Given<A, Args>) => DynamicModelExtensionFnResult<TypeMap, M, A, P, DynamicModelExtensionFnResultNull<P>>
  : <A extends Args>(args: Given<A, Args>) => DynamicModelExtensionFnResult<TypeMap, M, A, P, DynamicModelExtensionFnResultNull<P>>

/**
 * `Exact` for an `A` that is a `W`, less worked out. Where of `A` only a bound is known it has no answer, and what may have more
 * keys than `W` is refused.
 */
type Given<A, W> =
  | (A extends unknown ? (W extends A ? { [K in keyof A]: K extends keyof W ? A[K] : Exact<A[K], unknown> } : W) : never)
  | (A extends Narrowable ? A : never)

/** Operations that resolve to one record: what they return can be followed to relations. */
type FluentOperation = 'findUnique' | 'findUniqueOrThrow' | 'findFirst' | 'findFirstOrThrow' | 'create' | 'update' | 'upsert' | 'delete'

export type DynamicModelExtensionFnResult<
  TypeMap extends TypeMapDef,
  M extends PropertyKey,
  A,
  P extends PropertyKey,
  Null,
> = P extends FluentOperation
  ? DynamicModelExtensionFluentApi<TypeMap, M, P, Null> & PrismaPromise<DynamicModelExtensionFnResultBase<TypeMap, M, A, P> | Null>
  : PrismaPromise<DynamicModelExtensionFnResultBase<TypeMap, M, A, P>>
export type DynamicModelExtensionFnResultBase<TypeMap extends TypeMapDef, M extends PropertyKey, A, P extends PropertyKey> = GetResult<
  TypeMap['model'][M]['payload'],
  A,
  P & Operation,
  TypeMap['globalOmitOptions']
>
export type DynamicModelExtensionFnResultNull<P extends PropertyKey> = P extends 'findUnique' | 'findFirst' ? null : never

/** Its relations as methods. */
export type DynamicModelExtensionFluentApi<TypeMap extends TypeMapDef, M extends PropertyKey, P extends PropertyKey, Null> = {
  [K in keyof TypeMap['model'][M]['payload']['objects']]: <A>(
    args?: Exact<A, Path<Operations<TypeMap, M>[P]['args']['select'], [K]>>,
  ) => PrismaPromise<Path<DynamicModelExtensionFnResultBase<TypeMap, M, { select: { [P in K]: A } }, P>, [K]> | Null> &
    DynamicModelExtensionFluentApi<
      TypeMap,
      (TypeMap['model'][M]['payload']['objects'][K] & {})['name'],
      P,
      Null | Extract<TypeMap['model'][M]['payload']['objects'][K], null>
    >
}

// ---- client

export type DynamicClientExtensionArgs<C_, TypeMap extends TypeMapDef, TypeMapCb extends TypeMapCbDef, ExtArgs extends Any> = {
  [P in keyof C_]: unknown
} & {
  [K: symbol]: { ctx: ClientContext<TypeMap, TypeMapCb, ExtArgs> & { $parent: ClientContext<TypeMap, TypeMapCb, ExtArgs> } }
}
/** In a transaction the client's own methods are missing. */
type ClientContext<TypeMap extends TypeMapDef, TypeMapCb extends TypeMapCbDef, ExtArgs extends Any> = Optional<
  DynamicClientExtensionThis<TypeMap, TypeMapCb, ExtArgs>,
  ITXClientDenyList
>

/** An extended client. */
export type DynamicClientExtensionThis<TypeMap extends TypeMapDef, TypeMapCb extends TypeMapCbDef, ExtArgs extends Any> = {
  [P in keyof ExtArgs['client']]: Return<ExtArgs['client'][P]>
} & {
  [P in Without<TypeMap['meta']['modelProps'], keyof ExtArgs['client']>]: DynamicModelExtensionThis<TypeMap, ModelKey<TypeMap, P>, ExtArgs>
} & {
  [P in Without<keyof TypeMap['other']['operations'], keyof ExtArgs['client']>]: P extends keyof ClientOtherOps ? ClientOtherOps[P] : never
} & {
  [P in Without<ClientBuiltInProp, keyof ExtArgs['client']>]: DynamicClientExtensionThisBuiltin<TypeMap, TypeMapCb, ExtArgs>[P]
} & { [K: symbol]: { types: TypeMap['other'] } }

export type ClientOtherOps = {
  $queryRaw<T = unknown>(query: TemplateStringsArray | Sql, ...values: any[]): PrismaPromise<T>
  $queryRawTyped<T>(query: TypedSql<unknown[], T>): PrismaPromise<T[]>
  $queryRawUnsafe<T = unknown>(query: string, ...values: any[]): PrismaPromise<T>
  $executeRaw(query: TemplateStringsArray | Sql, ...values: any[]): PrismaPromise<number>
  $executeRawUnsafe(query: string, ...values: any[]): PrismaPromise<number>
  $runCommandRaw(command: InputJsonObject): PrismaPromise<JsonObject>
}

export type ClientBuiltInProp = '$extends' | '$transaction' | '$connect' | '$disconnect'

export type DynamicClientExtensionThisBuiltin<TypeMap extends TypeMapDef, TypeMapCb extends TypeMapCbDef, ExtArgs extends Any> = {
  $extends: ExtendsHook<'extends', TypeMapCb, ExtArgs, Call<TypeMapCb, { extArgs: ExtArgs }>>
  $transaction<P extends PrismaPromise<any>[]>(arg: [...P], options?: TransactionOptions<TypeMap>): Promise<UnwrapTuple<P>>
  $transaction<R>(
    fn: (client: Omit<DynamicClientExtensionThis<TypeMap, TypeMapCb, ExtArgs>, ITXClientDenyList>) => Promise<R>,
    options?: TransactionOptions<TypeMap>,
  ): Promise<R>
  $connect(): Promise<void>
  $disconnect(): Promise<void>
}
type TransactionOptions<TypeMap extends TypeMapDef> = {
  maxWait?: number
  timeout?: number
  isolationLevel?: TypeMap['meta']['txIsolationLevel']
}

/**
 * `$extends` ('extends') and `Prisma.defineExtension` ('define'). Of the pairs of type parameters the first of each finds the keys
 * that were written, for contextual types; the second the values, for the result.
 */
export interface ExtendsHook<
  Variant extends 'extends' | 'define',
  TypeMapCb extends TypeMapCbDef,
  ExtArgs extends Any,
  TypeMap extends TypeMapDef = Call<TypeMapCb, { extArgs: ExtArgs }>,
> {
  extArgs: ExtArgs
  <
    R_ extends { [K in TypeMap['meta']['modelProps'] | '$allModels']?: unknown },
    R,
    M_ extends { [K in TypeMap['meta']['modelProps'] | '$allModels']?: unknown },
    M,
    Q_ extends { [K in TypeMap['meta']['modelProps'] | '$allModels' | keyof TypeMap['other']['operations'] | '$allOperations']?: unknown },
    C_ extends { [K in string]?: unknown },
    C,
    Args extends InternalArgs = InternalArgs<R, M, {}, C>,
    MergedArgs extends InternalArgs = MergeExtArgs<TypeMap, ExtArgs, Args>,
  >(
    extension:
      | ((client: DynamicClientExtensionThis<TypeMap, TypeMapCb, ExtArgs>) => { $extends: { extArgs: Args } })
      | {
          name?: string
          query?: DynamicQueryExtensionArgs<Q_, TypeMap>
          result?: DynamicResultExtensionArgs<R_, TypeMap> & R
          model?: DynamicModelExtensionArgs<M_, TypeMap, TypeMapCb, ExtArgs> & M
          client?: DynamicClientExtensionArgs<C_, TypeMap, TypeMapCb, ExtArgs> & C
        },
  ): {
    extends: DynamicClientExtensionThis<Call<TypeMapCb, { extArgs: MergedArgs }>, TypeMapCb, MergedArgs>
    define: (client: any) => { $extends: { extArgs: Args } }
  }[Variant]
}

export {}
