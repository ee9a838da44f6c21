/** A call that begins when somebody waits for it. */

import type { Ticket } from './call.js'

export abstract class PrismaPromise<T = unknown> implements Promise<T> {
  #running: Promise<T> | undefined

  /** Begins the call, in a transaction if one is given. */
  protected abstract start(ticket?: Ticket): Promise<T>

  #run(): Promise<T> {
    return (this.#running ??= begin(() => this.start()))
  }

  // eslint-disable-next-line unicorn/no-thenable
  then<R = T, E = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    return this.#run().then(onFulfilled, onRejected)
  }

  catch<E = never>(onRejected?: ((reason: unknown) => E | PromiseLike<E>) | null): Promise<T | E> {
    return this.#run().catch(onRejected)
  }

  finally(onFinally?: (() => void) | null): Promise<T> {
    return this.#run().finally(onFinally)
  }

  /** Begins the call as an element of an array transaction. */
  requestTransaction(ticket: Ticket): Promise<T> {
    return begin(() => this.start(ticket))
  }

  get [Symbol.toStringTag](): string {
    return 'PrismaPromise'
  }
}

/** What is thrown becomes a rejection. */
function begin<T>(start: () => Promise<T>): Promise<T> {
  try {
    return start()
  } catch (error) {
    return Promise.reject(error as Error)
  }
}

export function isPrismaPromise(value: unknown): value is PrismaPromise {
  return (
    value !== null && typeof value === 'object' && (value as PrismaPromise)[Symbol.toStringTag] === 'PrismaPromise'
  )
}
