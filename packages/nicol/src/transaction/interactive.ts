/** Interactive transactions: `$transaction(async (tx) => …)`, and those inside them. */

import type { InteractiveTicket, Scope } from '../client/scope.js'
import { inSpan } from '../tracing/tracing.js'
import type { Engine, EngineError, TransactionId, TransactionOptions } from '../engine.js'

/** The transactions of one connection that are open, the innermost last. */
export interface Nesting {
  readonly open: TransactionId[]
}

/** Runs a function in a transaction: all that it does is kept if it returns, and undone if it throws. */
export async function runInteractive(
  scope: Scope,
  body: (client: object) => unknown,
  options: TransactionOptions | undefined,
  view: (ticket: InteractiveTicket, nesting: Nesting) => object,
): Promise<unknown> {
  const { core, transaction: outer } = scope
  const nesting: Nesting = scope.nesting ?? { open: [] }
  if (outer && nesting.open[nesting.open.length - 1] !== outer.id) {
    // Also after the end of the outer one, which the engine then tells better.
    if (nesting.open.includes(outer.id)) {
      throw new Error('Concurrent nested transactions are not supported: await one `tx.$transaction` before the next begins.')
    }
  }
  // Taken before the first wait, so that a second one beside it is seen.
  const place = -1
  nesting.open.push(place)
  const drop = (id: TransactionId) => {
    const index = nesting.open.lastIndexOf(id)
    if (index >= 0) nesting.open.splice(index, 1)
  }
  let begun: { engine: Engine; id: TransactionId }
  try {
    const filled = core.transactionOptions(options)
    refuseZero(filled)
    const begin = async () => {
      const engine = outer?.engine ?? (await core.engine())
      return { engine, id: await engine.begin(filled, outer?.id) }
    }
    begun = await inSpan({ name: 'start_transaction' }, begin)
  } catch (error) {
    drop(place)
    throw core.failure(error)
  }
  const { engine, id } = begun
  let result: unknown
  try {
    const index = nesting.open.lastIndexOf(place)
    if (index >= 0) nesting.open[index] = id
    checkOrder(nesting, id, outer)
    result = await body(view({ kind: 'itx', id, engine }, nesting))
    checkOrder(nesting, id, outer)
  } catch (error) {
    // What is still open inside ends with it, and is told so when it wants to close.
    const place = nesting.open.lastIndexOf(id)
    if (place >= 0) nesting.open.length = place
    // The error of the body is what matters; a connection that is lost has rolled back by itself.
    await inSpan({ name: 'rollback_transaction' }, () => engine.rollback(id, core.traced())).catch(() => {})
    throw error
  }
  drop(id)
  try {
    await inSpan({ name: 'commit_transaction' }, () => engine.commit(id, core.traced()))
  } catch (error) {
    throw core.failure(error)
  }
  return result
}

function checkOrder(nesting: Nesting, id: TransactionId, outer: InteractiveTicket | undefined): void {
  if (nesting.open[nesting.open.length - 1] === id) return
  throw new Error(
    outer
      ? 'Nested transactions must be closed in reverse order of creation: await the inner ones first.'
      : 'Cannot close transaction while a nested transaction is still active: await every `tx.$transaction`.',
  )
}

/** Prisma's P2028: without a limit a transaction that is forgotten would hold its connection for ever. */
function refuseZero(options: TransactionOptions): void {
  for (const name of ['timeout', 'maxWait'] as const) {
    if (options[name] === 0) {
      throw {
        code: 'P2028',
        message: `Transaction API error: ${name} is required: give a number of milliseconds greater than 0.`,
        meta: {},
      } satisfies EngineError
    }
  }
}
