/** Prisma's classes of errors. Messages are made elsewhere; here stand names and fields. */

/** Gives a class its name, which bundling may shorten and programs compare. */
export function called(type: object, name: string): void {
  Object.defineProperty(type, 'name', { value: name, configurable: true })
}

/** Which element of an array transaction failed; hidden from loggers, as in Prisma's errors. */
function batchIndex(error: Error, index: number | undefined): void {
  if (index === undefined) return
  for (const key of ['batchRequestIdx', 'batchRequestIndex']) {
    Object.defineProperty(error, key, { value: index, enumerable: false, configurable: true, writable: true })
  }
}

export interface KnownErrorParams {
  code: string
  clientVersion: string
  meta?: Record<string, unknown> | undefined
  batchRequestIdx?: number | undefined
}

/** An error with one of Prisma's codes. */
export class PrismaClientKnownRequestError extends Error {
  code: string
  meta?: Record<string, unknown> | undefined
  clientVersion: string
  declare batchRequestIdx?: number
  declare batchRequestIndex?: number

  constructor(message: string, { code, clientVersion, meta, batchRequestIdx }: KnownErrorParams) {
    super(message)
    this.code = code
    this.meta = meta
    this.clientVersion = clientVersion
    batchIndex(this, batchRequestIdx)
    this.name = 'PrismaClientKnownRequestError'
  }
}

export interface UnknownErrorParams {
  clientVersion: string
  batchRequestIdx?: number | undefined
}

/** An error of a request that has no code. */
export class PrismaClientUnknownRequestError extends Error {
  clientVersion: string
  declare batchRequestIdx?: number
  declare batchRequestIndex?: number

  constructor(message: string, { clientVersion, batchRequestIdx }: UnknownErrorParams) {
    super(message)
    this.clientVersion = clientVersion
    batchIndex(this, batchRequestIdx)
    this.name = 'PrismaClientUnknownRequestError'
  }
}

/** The engine has broken. */
export class PrismaClientRustPanicError extends Error {
  clientVersion: string

  constructor(message: string, clientVersion: string) {
    super(message)
    this.clientVersion = clientVersion
    this.name = 'PrismaClientRustPanicError'
  }
}

/** The client could not be set up. */
export class PrismaClientInitializationError extends Error {
  clientVersion: string
  errorCode?: string | undefined
  retryable?: boolean | undefined

  constructor(message: string, clientVersion: string, errorCode?: string) {
    super(message)
    this.clientVersion = clientVersion
    this.errorCode = errorCode
    this.retryable = undefined
    this.name = 'PrismaClientInitializationError'
  }
}

/** A request that makes no sense: it was not run. */
export class PrismaClientValidationError extends Error {
  // Prisma's order of keys: the name first.
  override name = 'PrismaClientValidationError'
  clientVersion: string

  constructor(message: string, { clientVersion }: { clientVersion: string }) {
    super(message)
    this.clientVersion = clientVersion
  }
}

/** Options of the constructor that make no sense. */
export class PrismaClientConstructorValidationError extends Error {
  override name = 'PrismaClientConstructorValidationError'
}

/** What Prisma 5 threw for a record that is not there. Every P2025 is one. */
export class NotFoundError extends PrismaClientKnownRequestError {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof PrismaClientKnownRequestError && value.code === 'P2025'
  }
}

for (const [name, type] of Object.entries({
  NotFoundError,
  PrismaClientConstructorValidationError,
  PrismaClientInitializationError,
  PrismaClientKnownRequestError,
  PrismaClientRustPanicError,
  PrismaClientUnknownRequestError,
  PrismaClientValidationError,
})) {
  called(type, name)
  Object.defineProperty(type.prototype, Symbol.toStringTag, { value: name, configurable: true })
}
