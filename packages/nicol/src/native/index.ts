/** The engine on the addon. */

import type {
  Engine,
  EngineError,
  EngineEvent,
  EngineRequest,
  Health,
  LogLevel,
  Metrics,
  ModelRequest,
  RawRequest,
  Settled,
  TransactionId,
  TransactionOptions,
} from '../engine.js'
import { ofBatch } from '../errors/of-batch.js'
import { Operation } from './addon.js'
import { addon, askFor, forget, listenTo, open, submit, submitPacked } from './delivery.js'
import { Forms } from './pack/index.js'
import { more, text } from './request.js'
import type { NativeSettings } from './settings.js'

export type { NativeSettings } from './settings.js'

/** Makes an engine. The addon is loaded, and the database looked for, at the first use. */
export function createEngine(settings: NativeSettings): Engine {
  return new NativeEngine(settings)
}

/** Numbers of `crates/node/src/client.rs`. */
const LEVELS: Record<LogLevel, number> = { query: 1, info: 2, warn: 4, error: 8 }

/** Clients of engines that nobody holds any more. */
const forgotten = new FinalizationRegistry<number>(forget)

class NativeEngine implements Engine {
  readonly #settings: NativeSettings
  #client = 0
  #levels = 0
  #listener: ((event: EngineEvent) => void) | undefined
  readonly #forms = new Forms((request, letters, modes) => addon().learn(this.#opened(), text(request), letters, modes))

  constructor(settings: NativeSettings) {
    this.#settings = settings
  }

  /** The number of the addon's client. */
  #opened(): number {
    if (this.#client !== 0) return this.#client
    const { dataModel, password, ...options } = this.#settings
    try {
      const text = JSON.stringify({ ...options, asksPassword: password !== undefined })
      this.#client = open(Buffer.from(dataModel, 'base64'), text)
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      throw { fault: 'initialization', message } satisfies EngineError
    }
    if (password) askFor(this.#client, password)
    forgotten.register(this, this.#client)
    if (this.#listener) this.#tell()
    return this.#client
  }

  async #do(operation: number, payload: string, transaction: TransactionId = 0): Promise<unknown> {
    return submit(this.#opened(), operation, transaction, payload)
  }

  /** One request. No `async` function: each costs a promise more, and this is what most calls are. */
  #one(request: EngineRequest, transaction: TransactionId = 0): Promise<unknown> {
    try {
      const client = this.#opened()
      const { run } = Operation
      if (isPlain(request) && this.#forms.one(request)) {
        return submitPacked(client, run, transaction, () => text(request))
      }
      return submit(client, run, transaction, text(request))
    } catch (error) {
      return Promise.reject(error)
    }
  }

  async connect(): Promise<void> {
    await this.#do(Operation.connect, '')
  }

  async disconnect(): Promise<void> {
    if (this.#client !== 0) await this.#do(Operation.disconnect, '')
  }

  run(request: ModelRequest, transaction?: TransactionId): Promise<unknown> {
    return this.#one(request, transaction)
  }

  async runAll(requests: readonly ModelRequest[], transaction?: TransactionId): Promise<Settled[]> {
    const refused = new Map<number, EngineError>()
    const written = (request: EngineRequest, index: number): string | undefined => {
      try {
        return text(request)
      } catch (error) {
        refused.set(index, error as EngineError)
        return undefined
      }
    }
    const payload = () => `[${requests.map(written).filter((json) => json !== undefined).join(',')}]`
    const answers = await this.#all(Operation.runAll, requests, written, payload, transaction)
    const settled = (answers as Settled[]).values()
    return requests.map((_, index) => {
      const error = refused.get(index)
      return error ? { error } : (settled.next().value as Settled)
    })
  }

  raw(request: RawRequest, transaction?: TransactionId): Promise<Record<string, unknown>[] | number> {
    return this.#one(request, transaction) as Promise<Record<string, unknown>[] | number>
  }

  async batch(
    requests: readonly EngineRequest[],
    options: TransactionOptions,
    transaction?: TransactionId,
  ): Promise<unknown[]> {
    const written = (request: EngineRequest, index: number) => {
      try {
        return text(request)
      } catch (error) {
        throw ofBatch(error, index)
      }
    }
    const given = JSON.stringify(options)
    // What is sent together has one comment and one trace.
    const { comment, traceparent } = requests[0] as EngineRequest
    const observed = more(comment, traceparent)
    const payload = () => `{"requests":[${requests.map(written).join(',')}],"options":${given}${observed}}`
    return (await this.#all(Operation.batch, requests, written, payload, transaction, given)) as unknown[]
  }

  /** Several requests, packed if that can be. */
  #all(
    operation: number,
    requests: readonly EngineRequest[],
    written: (request: EngineRequest, index: number) => string | undefined,
    payload: () => string,
    transaction: TransactionId = 0,
    head?: string,
  ): Promise<unknown> {
    const client = this.#opened()
    const isPacked = requests.every(isPlain) && this.#forms.all(requests, written, head)
    if (!isPacked) return submit(client, operation, transaction, payload())
    return submitPacked(client, operation, transaction, payload)
  }

  async begin(options: TransactionOptions, outer?: TransactionId): Promise<TransactionId> {
    return (await this.#do(Operation.begin, JSON.stringify(options), outer)) as TransactionId
  }

  async commit(transaction: TransactionId, traceparent?: string): Promise<void> {
    await this.#do(Operation.commit, traced(traceparent), transaction)
  }

  async rollback(transaction: TransactionId, traceparent?: string): Promise<void> {
    await this.#do(Operation.rollback, traced(traceparent), transaction)
  }

  async health(timeout?: number): Promise<Health> {
    return (await this.#do(Operation.health, JSON.stringify({ timeout }))) as Health
  }

  metrics(): Metrics {
    return JSON.parse(addon().metrics(this.#opened())) as Metrics
  }

  listen(levels: readonly LogLevel[], listener: ((event: EngineEvent) => void) | undefined): void {
    this.#listener = listener
    this.#levels = listener ? levels.reduce((sum, level) => sum | LEVELS[level], 0) : 0
    if (this.#client !== 0) this.#tell()
  }

  #tell(): void {
    const listener = this.#listener
    listenTo(this.#client, listener && ((event) => listener(parsed(event))))
    addon().listen(this.#client, this.#levels)
  }
}

function parsed(event: string): EngineEvent {
  const told = JSON.parse(event) as EngineEvent
  if (told.level === 'query') told.traceparent ??= undefined
  return { ...told, timestamp: new Date(told.timestamp) }
}

function traced(traceparent: string | undefined): string {
  return traceparent ? JSON.stringify({ traceparent }) : ''
}

/** Whether it is no more than the call: comments and the context of traces stand in the text. */
function isPlain({ comment, traceparent }: EngineRequest): boolean {
  return comment === undefined && traceparent === undefined
}
