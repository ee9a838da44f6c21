/** `Prisma.validator`. Exported as `Public`. */
import type { Args, Operation } from './operations.js'
import type { Exact } from './shapes.js'

/** Checks an object against `V` and keeps the type it was written with. */
export function validator<V>(): <S>(select: Exact<S, V>) => S
/** … against the arguments of a client's operation. */
export function validator<C, M extends Exclude<keyof C, `$${string}`>, O extends keyof C[M] & Operation>(
  client: C,
  model: M,
  operation: O,
): <S>(select: Exact<S, Args<C[M], O>>) => S
/** … against one key of those arguments. */
export function validator<C, M extends Exclude<keyof C, `$${string}`>, O extends keyof C[M] & Operation, P extends keyof Args<C[M], O>>(
  client: C,
  model: M,
  operation: O,
  prop: P,
): <S>(select: Exact<S, Args<C[M], O>[P]>) => S

export {}
