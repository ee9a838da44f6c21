/**
 * The engine: everything the client needs done outside of JavaScript. `native/` implements it on the addon, tests on
 * whatever they like. All rules about data live behind it; before it there are laziness, extensions, the calls of one
 * tick, and how errors look.
 */

import type { ConnectionSettings } from './connection.js'

/** What an engine has to know. It is made at the client's first use. */
export interface EngineOptions {
  /** The data model's byte form, in base64: with provider, flavour and preview features. */
  dataModel: string
  connection: ConnectionSettings
  /** The constructor's option `omit`, of the engine to heed: `{ user: { password: true } }`. */
  omit?: Record<string, Record<string, boolean>>
  /** How many plans are kept; without it the engine's own number. */
  planCacheSize?: number
  /** Whether work is counted for `metrics()`. */
  metrics: boolean
}

export type CreateEngine = (options: EngineOptions) => Engine

/** A number that names an open transaction. */
export type TransactionId = number

/** A call of a model's method, as the user wrote it (after extensions): JavaScript values, nothing encoded. */
export interface ModelRequest {
  model: string
  /** The method's name: `findMany`, `create`, `groupBy`, … */
  action: string
  args: Record<string, unknown> | undefined
  /** What comment plugins want to stand behind each statement, `/*…*​/` included. */
  comment?: string
  /** W3C trace context of the operation's span, if it is sampled. */
  traceparent?: string
}

export interface RawRequest {
  /** `query` resolves to rows, `execute` to the number of rows that were changed. */
  raw: 'query' | 'execute'
  sql: string
  values: readonly unknown[]
  comment?: string
  traceparent?: string
}

export type EngineRequest = ModelRequest | RawRequest

/** Times in milliseconds. */
export interface TransactionOptions {
  maxWait?: number
  timeout?: number
  isolationLevel?: string
}

/** What an engine rejects with. `client` turns it into Prisma's classes. */
export interface EngineError {
  /** Prisma's code (`P2002`); none for a request that makes no sense, which is a validation error. */
  code?: string
  message: string
  meta?: Record<string, unknown>
  /** Of a validation error: what kind, as in Prisma's JSON protocol (`UnknownArgument`, …). */
  kind?: string
  /** Of a validation error: from the arguments to the place, names and indexes. */
  path?: string[]
  /** Of a validation error: what could stand at the place, or beside a name that is wrong. */
  expected?: { name: string; types: string[]; required: boolean }[]
  /** Which request of a batch it was, from 0. */
  batchIndex?: number
  /**
   * Anything but an error of a request: the client could not be set up, or the engine has broken. `unknown` is an error
   * of the database that has no code.
   */
  fault?: 'initialization' | 'panic' | 'unknown'
}

export type Settled = { value: unknown } | { error: EngineError }

export interface Engine {
  /** Opens a connection, so that a wrong URL is told here. */
  connect(): Promise<void>
  /** Ends all connections. A later request opens new ones. */
  disconnect(): Promise<void>
  /** Runs a model's action; resolves to what the user gets: Dates, bigints, Decimals, keys in Prisma's order. */
  run(request: ModelRequest, transaction?: TransactionId): Promise<unknown>
  /** Look-ups (`findUnique`, `findUniqueOrThrow`) of one tick and one shape: one statement where one can say it. */
  runAll(requests: readonly ModelRequest[], transaction?: TransactionId): Promise<Settled[]>
  raw(request: RawRequest, transaction?: TransactionId): Promise<Record<string, unknown>[] | number>
  /** All or nothing, in order, with the first one's comment and trace; inside of `transaction` behind a savepoint. */
  batch(requests: readonly EngineRequest[], options: TransactionOptions, transaction?: TransactionId): Promise<unknown[]>
  /** Begins a transaction; inside of `outer` a savepoint. */
  begin(options: TransactionOptions, outer?: TransactionId): Promise<TransactionId>
  commit(transaction: TransactionId, traceparent?: string): Promise<void>
  rollback(transaction: TransactionId, traceparent?: string): Promise<void>
  /** Asks the database how it is. */
  health(timeout?: number): Promise<Health>
  metrics(): Metrics
  /** What the engine tells of its work; `undefined` stops it. Nothing is timed while nobody listens. */
  listen(levels: readonly LogLevel[], listener: ((event: EngineEvent) => void) | undefined): void
}

export type LogLevel = 'query' | 'info' | 'warn' | 'error'

/** A statement's `timestamp` is that of its end; `duration` is in milliseconds. */
export type EngineEvent =
  | { level: 'query'; timestamp: Date; query: string; params: string; duration: number; target: string; traceparent?: string }
  /** Plans that were made for a traced operation; comes with the statements. */
  | { level: 'compile'; timestamp: Date; duration: number; traceparent: string }
  | { level: 'info' | 'warn' | 'error'; timestamp: Date; message: string; target: string }

export interface Health {
  ok: boolean
  /** Milliseconds that the answer took. */
  latency: number
  error?: string
  pool: { open: number; idle: number; waiting: number; limit: number }
}

/** Prisma's names and shapes (`$metrics.json()`). */
export interface Metrics {
  counters: { key: string; value: number; labels: Record<string, string>; description: string }[]
  gauges: { key: string; value: number; labels: Record<string, string>; description: string }[]
  histograms: {
    key: string
    value: { buckets: [number, number][]; sum: number; count: number }
    labels: Record<string, string>
    description: string
  }[]
}
