/** `PrismaClient`: the methods that do not belong to a model. */

import type { ClientConfig, RuntimeDataModel } from '../config.js'
import type { CreateEngine, EngineError, Health, TransactionOptions } from '../engine.js'
import { called, PrismaClientInitializationError } from '../errors/classes.js'
import { type Extension, ExtensionList } from '../extensions/list.js'
import type { Listener } from '../log/events.js'
import { MetricsClient } from '../metrics/metrics.js'
import { getRuntime } from '../platform.js'
import { tagged, typed, unsafe } from '../raw/promise.js'
import type { Middleware } from '../request/middleware.js'
import { inSpan } from '../tracing/tracing.js'
import { runBatch } from '../transaction/batch.js'
import { runInteractive } from '../transaction/interactive.js'
import { adapters, type Adapters } from './parts.js'
import { Core } from './core.js'
import { loadEnvironment } from './env.js'
import { type ClientOptions, validateOptions } from './options.js'
import { scopeOf } from './scope.js'
import { establish, extend, inTransaction } from './view.js'

const inspect = Symbol.for('nodejs.util.inspect.custom')

type Extending = Extension | ((client: object) => object)

/** The class for a schema; `createEngine` makes what it runs on. */
export function clientClass(given: ClientConfig, createEngine: CreateEngine): new (options?: ClientOptions) => object {
  class PrismaClient {
    constructor(options: ClientOptions = {}) {
      const config = options?.__internal?.configOverride?.(given) ?? given
      refuseEdge(config)
      validateOptions(options, config)
      refuseAdapter(options, config)
      if (config.flavour === 6) loadEnvironment(config)
      establish(this, new Core(config, options, createEngine), ExtensionList.empty)
    }

    get [Symbol.toStringTag](): string {
      return 'PrismaClient'
    }

    /** For `console.log`: a client holds much that nobody wants to read, and a URL. */
    [inspect](): string {
      return 'PrismaClient {}'
    }

    get $parent(): object {
      return scopeOf(this).parent()
    }

    // What programs read of Prisma's own fields.
    get _runtimeDataModel(): RuntimeDataModel {
      return scopeOf(this).core.config.runtimeDataModel
    }
    get _activeProvider(): string {
      return scopeOf(this).core.config.activeProvider
    }
    get _clientVersion(): string {
      return scopeOf(this).core.config.clientVersion
    }

    $on(level: string, listener: Listener): this {
      if (level === 'beforeExit') {
        throw new Error('There is no event `beforeExit`: use `process.on("beforeExit", …)` or `process.once("exit", …)`.')
      }
      if (level) scopeOf(this).core.events.on(level, listener)
      return this
    }

    $use(middleware: Middleware): void {
      if (typeof middleware !== 'function') throw new TypeError('`$use` takes a function `(params, next) => next(params)`.')
      scopeOf(this).core.middlewares.push(middleware)
    }

    async $connect(): Promise<void> {
      const { core } = scopeOf(this)
      await inSpan({ name: 'connect' }, async () => {
        try {
          await (await core.engine()).connect()
        } catch (error) {
          throw core.failure(error)
        }
      })
    }

    async $disconnect(): Promise<void> {
      const { core } = scopeOf(this)
      await inSpan({ name: 'disconnect' }, async () => {
        try {
          await core.close()
        } catch (error) {
          throw core.failure(error)
        }
      })
    }

    $extends(extension: Extending): object {
      if (typeof extension === 'function') return extension(this)
      return extend(this, scopeOf(this).extensions.with(extension))
    }

    $transaction(input: unknown, options?: TransactionOptions): Promise<unknown> {
      const scope = scopeOf(this)
      return inSpan({ name: 'transaction', attributes: { method: '$transaction' } }, async () => {
        if (typeof input !== 'function') return runBatch(scope.core, input, options, scope.transaction)
        const body = input as (client: object) => unknown
        return runInteractive(scope, body, options, (ticket, nesting) => inTransaction(this, ticket, nesting))
      })
    }

    $queryRaw(query: unknown, ...values: unknown[]): unknown {
      return tagged(scopeOf(this), '$queryRaw', 'query', query, values, PrismaClient.prototype.$queryRaw)
    }

    $queryRawUnsafe(...args: unknown[]): unknown {
      return unsafe(scopeOf(this), '$queryRawUnsafe', 'query', args, PrismaClient.prototype.$queryRawUnsafe)
    }

    $queryRawTyped(query: unknown): unknown {
      return typed(scopeOf(this), query, PrismaClient.prototype.$queryRawTyped)
    }

    $executeRaw(query: unknown, ...values: unknown[]): unknown {
      return tagged(scopeOf(this), '$executeRaw', 'execute', query, values, PrismaClient.prototype.$executeRaw)
    }

    $executeRawUnsafe(...args: unknown[]): unknown {
      return unsafe(scopeOf(this), '$executeRawUnsafe', 'execute', args, PrismaClient.prototype.$executeRawUnsafe)
    }

    get $metrics(): MetricsClient | undefined {
      const { core } = scopeOf(this)
      if (core.isMeasured) return new MetricsClient(() => core.engine())
      // Prisma 7 has none of it.
      if (core.config.flavour === 7) return undefined
      const message = 'The preview feature `metrics` must be enabled for `$metrics`. Add it to `previewFeatures` of the generator and generate again.'
      throw core.failure({ message } satisfies EngineError)
    }

    /** How the database is; it asks it. */
    async $health(options: { timeout?: number } = {}): Promise<Health> {
      const { core } = scopeOf(this)
      try {
        return await (await core.engine()).health(options.timeout)
      } catch (error) {
        throw core.failure(error)
      }
    }
  }

  // For `await using`; Node 18.17 has no such symbol of its own.
  const dispose = (Symbol as { asyncDispose?: symbol }).asyncDispose ?? Symbol.for('nodejs.asyncDispose')
  Object.defineProperty(PrismaClient.prototype, dispose, {
    configurable: true,
    writable: true,
    value(this: PrismaClient) {
      return this.$disconnect()
    },
  })
  called(PrismaClient, 'PrismaClient')
  return PrismaClient
}

function refuseEdge(config: ClientConfig): void {
  const { isEdge, prettyName } = getRuntime()
  if (!isEdge) return
  throw new PrismaClientInitializationError(
    `PrismaClient cannot run here: this is ${prettyName}, where no addon can be loaded and no socket opened. Use it in Node.js or Bun, for instance with \`export const runtime = 'nodejs'\` in Next.js.`,
    config.clientVersion,
  )
}

function refuseAdapter({ adapter }: ClientOptions, config: ClientConfig): void {
  if (adapter === undefined || adapter === null) return
  const part: Adapters = adapters()
  try {
    part.checkAdapter(adapter, config.activeProvider)
  } catch (error) {
    if (error instanceof part.AdapterError) throw new PrismaClientInitializationError(error.message, config.clientVersion)
    throw error
  }
}
