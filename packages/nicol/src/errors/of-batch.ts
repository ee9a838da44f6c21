import type { EngineError } from '../engine.js'

/** What a request of a batch has failed with, and which it was. An error of the user's own, from a getter, stays what it is. */
export function ofBatch(error: unknown, batchIndex: number): unknown {
  return error instanceof Error ? error : { ...(error as EngineError), batchIndex }
}
