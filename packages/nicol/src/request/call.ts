import type { InteractiveTicket } from '../client/scope.js'
import type { EngineRequest, ModelRequest } from '../engine.js'
import type { CallSite } from '../errors/call-site.js'
import { jsName } from '../model/names.js'
import type { BatchTicket } from '../transaction/batch.js'

/** The transaction that a call runs in. */
export type Ticket = InteractiveTicket | BatchTicket

/** A call of the client, on its way through extensions to the engine. */
export interface Call {
  /** The model's name in the schema; none for raw queries. */
  model?: string | undefined
  /** `findMany`, …; `queryRaw` or `executeRaw`. */
  action: string
  /** `$queryRaw`, …: of calls without a model. */
  raw?: RawCall | undefined
  args: unknown
  /** The relations that the fluent API followed from the model. */
  path: readonly string[]
  site?: CallSite | undefined
  transaction?: Ticket | undefined
}

export interface RawCall {
  method: string
  kind: 'query' | 'execute'
  /** From arguments, which extensions may have changed, to the statement. */
  statement(args: unknown): { sql: string; values: readonly unknown[] }
}

/** How the method is called: `user.findMany`. */
export function methodOf(call: Call): string {
  return call.raw?.method ?? `${jsName(call.model as string)}.${call.action}`
}

export function isModelRequest(request: EngineRequest): request is ModelRequest {
  return !('raw' in request)
}

export function isLookup(action: string): boolean {
  return action === 'findUnique' || action === 'findUniqueOrThrow'
}
