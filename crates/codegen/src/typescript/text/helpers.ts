type Key = string | number | symbol

type SelectAndInclude = { select: any; include: any }

type SelectAndOmit = { select: any; omit: any }

type Prisma__Pick<T, K extends keyof T> = { [P in K]: T[P] }

export type Enumerable<T> = T | Array<T>

/**
 * What of `T` is also in `U`; the rest can't be given. Keys are looked at one by one only where one of them is wrong; `T` is
 * inferred from the second branch all the same.
 */
export type Subset<T, U> = keyof T extends keyof U ? NoInfer<T> : { [K in keyof T]: K extends keyof U ? T[K] : never }

/** `Subset`, and not both `select` and `include` or `omit`. */
export type SelectSubset<T, U> = T extends SelectAndInclude | SelectAndOmit
  ? Subset<T, U> & (T extends SelectAndInclude ? 'Please either choose `select` or `include`.' : 'Please either choose `select` or `omit`.')
  : keyof T extends keyof U
    ? NoInfer<T>
    : { [K in keyof T]: K extends keyof U ? T[K] : never }

/** `Subset`, and `K` besides. */
export type SubsetIntersection<T, U, K> = Subset<T, U> & K

/** The type of the constructor's argument. */
export type PrismaClientConstructorArgs<Options extends PrismaClientOptions> =
  [PrismaClientOptions] extends [Options] ? PrismaClientOptions : Subset<Options, PrismaClientOptions>

type Without<T, U> = { [P in Exclude<keyof T, keyof U>]?: never }

/** One or the other, not a mixture. */
export type XOR<T, U> = T extends object
  ? U extends object
    ? ((Without<T, U> & U) | (Without<U, T> & T)) & object
    : U
  : T

type IsObject<T extends any> = T extends Array<any> | Date | Uint8Array | BigInt
  ? False
  : T extends object
    ? True
    : False

export type UnEnumerate<T extends unknown> = T extends Array<infer U> ? U : T

type __Either<O extends object, K extends Key> = Omit<O, K> & { [P in K]: Prisma__Pick<O, P & keyof O> }[K]

type EitherStrict<O extends object, K extends Key> = Strict<__Either<O, K>>

type EitherLoose<O extends object, K extends Key> = ComputeRaw<__Either<O, K>>

type _Either<O extends object, K extends Key, strict extends Boolean> = {
  1: EitherStrict<O, K>
  0: EitherLoose<O, K>
}[strict]

/** `O` with exactly one of the fields `K`. */
export type Either<O extends object, K extends Key, strict extends Boolean = 1> = O extends unknown
  ? _Either<O, K, strict>
  : never

export type Union = any

export type PatchUndefined<O extends object, O1 extends object> = {
  [K in keyof O]: O[K] extends undefined ? At<O1, K> : O[K]
} & {}

export type IntersectOf<U extends Union> = (U extends unknown ? (k: U) => void : never) extends (k: infer I) => void
  ? I
  : never

export type Overwrite<O extends object, O1 extends object> = {
  [K in keyof O]: K extends keyof O1 ? O1[K] : O[K]
} & {}

type _Merge<U extends object> = IntersectOf<Overwrite<U, { [K in keyof U]-?: At<U, K> }>>

type AtStrict<O extends object, K extends Key> = O[K & keyof O]

type AtLoose<O extends object, K extends Key> = O extends unknown ? AtStrict<O, K> : never

export type At<O extends object, K extends Key, strict extends Boolean = 1> = {
  1: AtStrict<O, K>
  0: AtLoose<O, K>
}[strict]

export type ComputeRaw<A extends any> = A extends Function ? A : { [K in keyof A]: A[K] } & {}

export type OptionalFlat<O> = { [K in keyof O]?: O[K] } & {}

type _Record<K extends keyof any, T> = { [P in K]: T }

type NoExpand<T> = T extends unknown ? T : never

/** `O` with at least one of the fields `K`. */
export type AtLeast<O extends object, K extends string> = NoExpand<
  O extends unknown
    ? | (K extends keyof O ? { [P in K]: O[P] } & O : O)
      | ({ [P in keyof O as P extends K ? P : never]-?: O[P] } & O)
    : never
>

type _Strict<U, _U = U> = U extends unknown ? U & OptionalFlat<_Record<Exclude<Keys<_U>, keyof U>, never>> : never

export type Strict<U extends object> = ComputeRaw<_Strict<U>>

export type Merge<U extends object> = ComputeRaw<_Merge<Strict<U>>>

export type Boolean = True | False

export type True = 1

export type False = 0

export type Not<B extends Boolean> = { 0: 1; 1: 0 }[B]

export type Extends<A1 extends any, A2 extends any> = [A1] extends [never] ? 0 : A1 extends A2 ? 1 : 0

export type Has<U extends Union, U1 extends Union> = Not<Extends<Exclude<U1, U>, U1>>

export type Or<B1 extends Boolean, B2 extends Boolean> = { 0: { 0: 0; 1: 1 }; 1: { 0: 1; 1: 1 } }[B1][B2]

export type Keys<U extends Union> = U extends unknown ? keyof U : never

export type GetScalarType<T, O> = O extends object ? { [P in keyof T]: P extends keyof O ? O[P] : never } : never

type FieldPaths<T, U = Omit<T, '_avg' | '_sum' | '_count' | '_min' | '_max'>> = IsObject<T> extends True ? U : T

/** The columns that `having` looks at. */
export type GetHavingFields<T> = {
  [K in keyof T]: K extends 'OR' | 'AND' | 'NOT'
    ? T[K] extends infer TK
      ? GetHavingFields<UnEnumerate<TK> extends object ? Merge<UnEnumerate<TK>> : never>
      : never
    : {} extends FieldPaths<T[K]>
      ? never
      : K
}[keyof T]

type _TupleToUnion<T> = T extends (infer E)[] ? E : never

type TupleToUnion<K extends readonly any[]> = _TupleToUnion<K>

export type MaybeTupleToUnion<T> = T extends any[] ? TupleToUnion<T> : T

/** `Pick` by one key or a list of keys. */
export type PickEnumerable<T, K extends Enumerable<keyof T> | keyof T> = Prisma__Pick<T, MaybeTupleToUnion<K>>

export type ExcludeUnderscoreKeys<T extends string> = T extends `_${string}` ? never : T

export type FieldRef<Model, FieldType> = runtime.FieldRef<Model, FieldType>

type FieldRefInputType<Model, FieldType> = Model extends never ? never : FieldRef<Model, FieldType>
