/** The classes of errors. Generated code hands them on as `Prisma.PrismaClient…Error`. */

interface OfBatch {
  /** Which request of a batch it was, from 0. */
  batchRequestIdx?: number
}

/** The database or the engine refused a request, for a reason that has a code (`P2002`). */
export class PrismaClientKnownRequestError extends Error implements OfBatch {
  code: string
  meta?: Record<string, unknown>
  clientVersion: string
  batchRequestIdx?: number
  constructor(message: string, details: { code: string; clientVersion: string; meta?: Record<string, unknown>; batchRequestIdx?: number })
  get [Symbol.toStringTag](): string
}

/** A request failed for a reason without a code. */
export class PrismaClientUnknownRequestError extends Error implements OfBatch {
  clientVersion: string
  batchRequestIdx?: number
  constructor(message: string, details: { clientVersion: string; batchRequestIdx?: number })
  get [Symbol.toStringTag](): string
}

/** The engine broke. */
export class PrismaClientRustPanicError extends Error {
  clientVersion: string
  constructor(message: string, clientVersion: string)
  get [Symbol.toStringTag](): string
}

/** The client could not be set up, or the database could not be reached. */
export class PrismaClientInitializationError extends Error {
  clientVersion: string
  errorCode?: string
  retryable?: boolean
  constructor(message: string, clientVersion: string, errorCode?: string)
  get [Symbol.toStringTag](): string
}

/** Arguments that make no sense. */
export class PrismaClientValidationError extends Error {
  name: string
  clientVersion: string
  constructor(message: string, details: { clientVersion: string })
  get [Symbol.toStringTag](): string
}

export {}
