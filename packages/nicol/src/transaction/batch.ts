/** Array transactions: calls that are collected until all are there, then run as one. */

import type { Core } from '../client/core.js'
import { observe } from '../client/parts.js'
import type { InteractiveTicket } from '../client/scope.js'
import type { Engine, EngineError, EngineRequest, TransactionOptions } from '../engine.js'
import { type CallSite, restack } from '../errors/call-site.js'
import type { FailedCall } from '../errors/convert.js'
import { isPrismaPromise } from '../request/promise.js'

/** The place of a call in an array transaction. */
export interface BatchTicket {
  readonly kind: 'batch'
  readonly index: number
  readonly isolationLevel: string | undefined
  readonly batch: Batch
}

interface Element {
  index: number
  request: EngineRequest
  call: () => FailedCall
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

class Batch {
  readonly #core: Core
  readonly #options: TransactionOptions
  readonly #outer: InteractiveTicket | undefined
  readonly #elements: Element[] = []
  /** Places of which nothing is heard yet. */
  readonly #missing: Set<number>
  #failed: { error: unknown } | undefined
  /** What the engine has failed with, and the call that is to blame. */
  failure: Error | undefined
  site: CallSite | undefined

  constructor(core: Core, size: number, options: TransactionOptions, outer: InteractiveTicket | undefined) {
    this.#core = core
    this.#options = options
    this.#outer = outer
    this.#missing = new Set(Array.from({ length: size }, (_, i) => i))
  }

  /** A call has come to its end on this side. Resolves to its result once the whole has run. */
  arrive(index: number, request: EngineRequest, call: () => FailedCall): Promise<unknown> {
    if (this.#failed) return Promise.reject(this.#failed.error as Error)
    if (!this.#missing.has(index)) {
      return Promise.reject(
        new Error('A query extension has run the call of an array transaction twice, or after the transaction. Run it once.'),
      )
    }
    return new Promise((resolve, reject) => {
      this.#elements.push({ index, request, call, resolve, reject })
      this.absent(index)
    })
  }

  /** Nothing more is to come from a place: an extension has answered, or gone elsewhere. */
  absent(index: number): void {
    if (this.#missing.delete(index) && this.#missing.size === 0) void this.#run()
  }

  /** A call has failed before all were there: nothing is run. */
  abort(error: unknown): void {
    if (this.#missing.size === 0) return
    this.#failed = { error }
    this.#missing.clear()
    for (const { reject } of this.#elements) reject(error)
  }

  async #run(): Promise<void> {
    const elements = this.#elements.sort((a, b) => a.index - b.index)
    if (elements.length === 0) return
    try {
      const made = this.#outer?.engine ?? this.#core.engine()
      // At once, if it is there: requests are written before the program can change their arguments.
      const engine = made instanceof Promise ? await made : made
      const requests = elements.map((e) => e.request)
      if (requests[0]?.traceparent) this.#core.querySpans().together(requests)
      const commented = requests.some(({ comment }) => comment !== requests[0]?.comment)
      const run = commented ? observe().oneByOne : batch
      const values = await run(engine, requests, this.#options, this.#outer?.id)
      for (const [i, { resolve }] of elements.entries()) resolve(values[i])
    } catch (thrown) {
      const position = (thrown as EngineError).batchIndex
      const blamed = position === undefined ? undefined : elements[position]
      if (blamed) (thrown as EngineError).batchIndex = blamed.index
      const error = this.#core.failure(thrown, blamed?.call())
      this.failure = error
      this.site = blamed?.call().site
      for (const { reject } of elements) reject(error)
    }
  }
}

function batch(engine: Engine, ...rest: Parameters<Engine['batch']>): Promise<unknown[]> {
  return engine.batch(...rest)
}

/** `$transaction([…])`. */
export async function runBatch(
  core: Core,
  promises: unknown,
  options: TransactionOptions | undefined,
  outer: InteractiveTicket | undefined,
): Promise<unknown[]> {
  if (!Array.isArray(promises)) {
    throw new TypeError('`$transaction` takes a function or an array of calls that are not awaited: `$transaction([prisma.user.create(…), …])`.')
  }
  const stranger = promises.findIndex((promise) => !isPrismaPromise(promise))
  if (stranger >= 0) {
    throw new Error(
      `All elements of the array need to be Prisma Client promises, and element ${stranger} is none. Hand over the calls without awaiting them.`,
    )
  }
  if (promises.length === 0) return []
  const filled = core.transactionOptions(options)
  const batch = new Batch(core, promises.length, filled, outer)
  const { isolationLevel } = filled
  const results = promises.map((promise, index) => {
    const result = promise.requestTransaction({ kind: 'batch', index, isolationLevel, batch }) as Promise<unknown>
    result.then(
      () => batch.absent(index),
      (error: unknown) => batch.abort(error),
    )
    return result
  })
  try {
    return await Promise.all(results)
  } catch (error) {
    // It was made where nothing shows who waits for the array.
    if (batch.failure && error === batch.failure) restack(batch.failure, batch.site, new Error().stack)
    throw error
  }
}

export type { Batch }
