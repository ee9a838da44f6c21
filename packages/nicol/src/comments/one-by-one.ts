/** An array transaction whose calls have different comments: what is sent together has one, so they are sent one by one. */

import type { Engine, EngineRequest, TransactionId, TransactionOptions } from '../engine.js'
import { ofBatch } from '../errors/of-batch.js'

export async function oneByOne(
  engine: Engine,
  requests: readonly EngineRequest[],
  options: TransactionOptions,
  outer: TransactionId | undefined,
): Promise<unknown[]> {
  const transaction = await engine.begin(options, outer)
  const values: unknown[] = []
  try {
    for (const request of requests) {
      values.push(await ('raw' in request ? engine.raw(request, transaction) : engine.run(request, transaction)))
    }
  } catch (error) {
    await engine.rollback(transaction).catch(() => {})
    throw ofBatch(error, values.length)
  }
  await engine.commit(transaction, requests[0]?.traceparent)
  return values
}
