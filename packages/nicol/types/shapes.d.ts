/**
 * Operations on types that the other files and generated code are built from. Exported as `Types.Utils`; the names are
 * Prisma's. None of them is used where a lookup does: each instantiation of a generic type costs compile time in the
 * user's project, so results (`result.d.ts`) go without.
 */

/** Literals stay literals where a type parameter is inferred against this. */
export type Narrowable = string | number | bigint | boolean | []

/** `A` with every literal kept as written. */
export type Narrow<A> = (A extends Narrowable ? A : never) | { [K in keyof A]: A[K] extends Function ? A[K] : Narrow<A[K]> }

/** `A`, inferred under `W`: a key of `A` that `W` does not have is an error at that key. */
export type Exact<A, W> =
  | (A extends unknown ? (W extends A ? { [K in keyof A]: Exact<A[K], W[K]> } : W) : never)
  | (A extends Narrowable ? A : never)

/** `A` if it is a `W`, else `W`. */
export type Cast<A, W> = A extends W ? A : W

/** The members of the union `T` that are a `U`. */
export type Select<T, U> = T extends U ? T : never

/** An object type written out flat. */
export type Compute<T> = T extends Function ? T : { [K in keyof T]: T[K] } & unknown
export type ComputeDeep<T> = T extends Function ? T : { [K in keyof T]: ComputeDeep<T[K]> } & unknown

export type ReadonlyDeep<T> = { readonly [K in keyof T]: ReadonlyDeep<T[K]> }

export type Record<T extends string | number | symbol, U> = { [P in T]: U }
export type Pick<T, K extends string | number | symbol> = { [P in keyof T as P extends K ? P : never]: T[P] }
export type Omit<T, K extends string | number | symbol> = { [P in keyof T as P extends K ? never : P]: T[P] }

export type OptionalFlat<T> = { [K in keyof T]?: T[K] }
/** `O` with the keys `K` optional. */
export type Optional<O, K extends keyof any = keyof O> = keyof O extends K
  ? { [P in keyof O]?: O[P] }
  : { [P in Exclude<keyof O, K>]: O[P] } & { [P in K & keyof O]?: O[P] }
export type OptionalKeys<O> = { [K in keyof O]-?: {} extends Pick<O, K> ? K : never }[keyof O]
export type RequiredKeys<O> = { [K in keyof O]-?: {} extends Pick<O, K> ? never : K }[keyof O]

/** `O1`, and of `O2` what `O1` does not name. */
export type PatchFlat<O1, O2> = O1 & Omit<O2, keyof O1>

/** The type at the end of the keys `P`. */
export type Path<O, P, Default = never> = O extends unknown
  ? P extends [infer K, ...infer Rest]
    ? K extends keyof O
      ? Path<O[K], Rest>
      : Default
    : O
  : never

/** A function of types: instantiate it with `Call`. */
export interface Fn<Params = unknown, Returns = unknown> {
  params: Params
  returns: Returns
}
export type Call<F extends Fn, P> = (F & { params: P })['returns']

/** What a function returns; anything else is itself. */
export type Return<T> = T extends (...args: any[]) => infer R ? R : T

export type ToTuple<T> = T extends any[] ? T : [T]

export type Equals<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? 1 : 0
export type Or<A extends 1 | 0, B extends 1 | 0> = { 0: { 0: 0; 1: 1 }; 1: { 0: 1; 1: 1 } }[A][B]

export type EmptyToUnknown<T> = T
export type NeverToUnknown<T> = [T] extends [never] ? unknown : T

/** The ambient `Promise`, also where a model is named `Promise`. */
export type JsPromise<T> = Promise<T> & {}
export type UnwrapPromise<P> = P extends Promise<infer R> ? R : P
/** What `$transaction([...])` resolves to. */
export type UnwrapTuple<Tuple extends readonly unknown[]> = { [K in keyof Tuple]: UnwrapPromise<Tuple[K]> }

export type { PayloadToResult, RenameAndNestPayloadKeys } from './result.js'

export {}
