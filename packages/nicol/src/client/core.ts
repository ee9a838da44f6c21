/** What all faces of one client share: options, the engine, listeners. */

import type { ClientConfig } from '../config.js'
import type { AdapterSettings } from '../adapter/index.js'
import type { CreateEngine, Engine, TransactionOptions } from '../engine.js'
import { toClientError, type ErrorContext, type FailedCall } from '../errors/convert.js'
import { Events, levelsOfEnvironment, logToStdout } from '../log/events.js'
import type { Call } from '../request/call.js'
import { Lookups } from '../request/lookups.js'
import type { Middleware } from '../request/middleware.js'
import { traceparent } from '../tracing/tracing.js'
import { connectionOf } from './connection.js'
import type { QuerySpans } from '../tracing/query-spans.js'
import { observe } from './parts.js'
import type { ClientOptions } from './options.js'

export class Core {
  readonly config: ClientConfig
  readonly options: ClientOptions
  readonly context: ErrorContext
  readonly events = new Events()
  readonly middlewares: Middleware[] = []
  readonly lookups: Lookups
  /** Whether `undefined` has to be written as `Prisma.skip`. */
  readonly isStrict: boolean
  /** Whether work is counted. */
  readonly isMeasured: boolean
  /** Whether calls note where they were made: messages of production don't show it. */
  readonly notesSites: boolean
  readonly #createEngine: CreateEngine
  #engine: Engine | undefined
  #opening: Promise<Engine> | undefined
  #querySpans: QuerySpans | undefined
  #release: (() => Promise<void>) | undefined

  constructor(config: ClientConfig, options: ClientOptions, createEngine: CreateEngine) {
    this.config = config
    this.options = options
    this.lookups = new Lookups(this)
    this.#createEngine = options.__internal?.engine ?? createEngine
    this.isStrict = config.previewFeatures.includes('strictUndefinedChecks')
    this.isMeasured = config.previewFeatures.includes('metrics')
    this.context = {
      clientVersion: config.clientVersion,
      flavour: config.flavour,
      format: options.errorFormat || (process.env.NODE_ENV === 'production' ? 'minimal' : 'colorless'),
      dataModel: config.runtimeDataModel,
    }
    this.notesSites = this.context.format !== 'minimal' && process.env.NODE_ENV !== 'production'
    logToStdout(this.events, options.log ?? levelsOfEnvironment())
  }

  /** Whether a call has to wait for the engine: an adapter must be asked first. */
  get isAwaited(): boolean {
    return this.#engine === undefined && Boolean(this.options.adapter)
  }

  /** The engine, made at the first use. It is there at once but for adapters that must be asked first. */
  engine(): Engine | Promise<Engine> {
    if (this.#engine) return this.#engine
    if (this.#opening) return this.#opening
    const connection = connectionOf(this.options, this.config)
    if (!(connection instanceof Promise)) return this.#open(connection)
    this.#opening = connection
      .then((found) => this.#open(found))
      .finally(() => {
        this.#opening = undefined
      })
    return this.#opening
  }

  #open({ settings, release }: AdapterSettings): Engine {
    const { config, options } = this
    const engine = this.#createEngine({
      dataModel: config.dataModel,
      connection: settings,
      metrics: this.isMeasured,
      ...(options.omit && { omit: options.omit }),
      ...(options.queryPlanCacheMaxSize !== undefined && { planCacheSize: options.queryPlanCacheMaxSize }),
    })
    this.#engine = engine
    this.#release = release
    this.events.attach(engine)
    return engine
  }

  /** Made when the first traced call comes: from then on the engine tells of every statement. */
  querySpans(): QuerySpans {
    return (this.#querySpans ??= new (observe().QuerySpans)(this.events, this.config.activeProvider))
  }

  /** The trace context for what is now given to the engine, if it is sampled. */
  traced(call?: Call): string | undefined {
    const parent = traceparent()
    if (parent) this.querySpans().follow(parent, call)
    return parent
  }

  /** Ends all connections. A later call opens new ones. */
  async close(): Promise<void> {
    await this.#opening?.catch(() => {})
    await this.#engine?.disconnect()
    // What an adapter was asked to give up; asked anew, it may give another login.
    const release = this.#release
    if (!release) return
    this.#release = undefined
    this.#engine = undefined
    await release()
  }

  /** Options of a transaction, filled up by those of the client. */
  transactionOptions(given: TransactionOptions | undefined): TransactionOptions {
    const own = this.options.transactionOptions
    const isolationLevel = given?.isolationLevel ?? own?.isolationLevel
    return {
      maxWait: given?.maxWait ?? own?.maxWait ?? 2000,
      timeout: given?.timeout ?? own?.timeout ?? 5000,
      ...(isolationLevel !== undefined && { isolationLevel }),
    }
  }

  /** An error as the user is to see it; told to those who listen. */
  failure(thrown: unknown, call?: FailedCall): Error {
    const error = toClientError(thrown, this.context, call)
    if (call) this.events.emit('error', { message: error.message, target: call.method, timestamp: new Date() })
    return error
  }
}
