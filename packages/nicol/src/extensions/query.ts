/** Query extensions: callbacks around a call. */

import type { Scope } from '../client/scope.js'
import { type Call, methodOf, type Ticket } from '../request/call.js'
import { PrismaPromise } from '../request/promise.js'
import { cloneArguments } from '../values/clone.js'
import type { QueryCallback } from './list.js'

type Send = (call: Call) => Promise<unknown>

/** What is left of a call's way: the callbacks from `index` on, then the engine. */
class Onward extends PrismaPromise {
  readonly #callbacks: readonly QueryCallback[]
  readonly #index: number
  readonly #call: Call
  readonly #send: Send

  constructor(callbacks: readonly QueryCallback[], index: number, call: Call, send: Send) {
    super()
    this.#callbacks = callbacks
    this.#index = index
    this.#call = call
    this.#send = send
  }

  protected start(ticket?: Ticket): Promise<unknown> {
    const call = ticket ? moved(this.#call, ticket) : this.#call
    const callback = this.#callbacks[this.#index]
    if (!callback) return this.#send(call)
    const query = (args: unknown, internal: unknown = call) =>
      new Onward(this.#callbacks, this.#index + 1, { ...(internal as Call), args }, this.#send)
    const { model } = call
    const operation = model === undefined ? methodOf(call) : call.action
    const args = cloneArguments(call.args ?? {})
    const result = callback({ model, operation, args, query, __internalParams: call })
    return Promise.resolve(result)
  }
}

/** A call that an extension has put into another transaction: the one that it came from no longer waits for it. */
function moved(call: Call, ticket: Ticket): Call {
  const before = call.transaction
  if (before?.kind === 'batch' && before !== ticket) before.batch.absent(before.index)
  return { ...call, transaction: ticket }
}

export async function throughQueryExtensions(scope: Scope, call: Call, send: Send): Promise<unknown> {
  const operation = call.model === undefined ? methodOf(call) : call.action
  const callbacks = scope.extensions.queryCallbacks(call.model, operation)
  if (callbacks.length === 0) return send(call)
  return new Onward(callbacks, 0, call, send)
}
