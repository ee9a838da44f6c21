/** Operations, and the types that users write about them: `Prisma.Args`, `Prisma.Result`, `Prisma.Payload`, `Prisma.Exact`. */
import type { GetResult } from './result.js'

export type { Exact } from './shapes.js'

export type Operation = ModelOperation | ClientOperation | DocumentOperation

type ModelOperation =
  | 'findUnique'
  | 'findUniqueOrThrow'
  | 'findFirst'
  | 'findFirstOrThrow'
  | 'findMany'
  | 'create'
  | 'createMany'
  | 'createManyAndReturn'
  | 'update'
  | 'updateMany'
  | 'updateManyAndReturn'
  | 'upsert'
  | 'delete'
  | 'deleteMany'
  | 'count'
  | 'aggregate'
  | 'groupBy'
type ClientOperation = '$queryRaw' | '$queryRawUnsafe' | '$executeRaw' | '$executeRawUnsafe'
/** Operations of document databases: in Prisma's list, in no client of ours. */
type DocumentOperation = 'findRaw' | 'aggregateRaw' | '$runCommandRaw'

/** What a model holds: the type that results are read from. */
export type OperationPayload = {
  name: string
  scalars: { [Name in string]: unknown }
  objects: { [Name in string]: unknown }
  composites: { [Name in string]: unknown }
}

/** A call that has not been sent: awaiting sends it, `$transaction([...])` sends it with others. */
export interface PrismaPromise<T> extends Promise<T> {
  [Symbol.toStringTag]: 'PrismaPromise'
}

/** Where delegates and clients keep the types of their operations. */
type Typed<T> = { [K: symbol]: { types: T } }

/** The arguments of the operation `F` of the delegate `T`. */
export type Args<T, F extends Operation> = T extends Typed<{ operations: { [K in F]: { args: any } } }>
  ? T[symbol]['types']['operations'][F]['args']
  : any

/** The payload of the delegate `T`. */
export type Payload<T, F extends Operation = never> = T extends Typed<{ payload: any }> ? T[symbol]['types']['payload'] : any

/** What the operation `F` of the delegate `T` resolves to when it is called with arguments of type `A`. */
export type Result<T, A, F extends Operation> = T extends Typed<{ payload: any }>
  ? GetResult<T[symbol]['types']['payload'], A, F>
  : GetResult<{ name: ''; scalars: {}; objects: {}; composites: {} }, {}, F>

// Second names, under which Prisma's runtime exports the same.
export type { Args as Args_3, Result as Result_2 }

export {}
