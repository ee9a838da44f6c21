/** Requests as JSON. */

import type { EngineRequest } from '../engine.js'
import { encode } from './encode.js'

/** What stands beside a request for those who observe it. */
export function more(comment: string | undefined, traceparent: string | undefined): string {
  return comment || traceparent ? `,${JSON.stringify({ comment, traceparent }).slice(1, -1)}` : ''
}

/** A request in the form of `crates/client/src/lines.rs`. */
export function text(request: EngineRequest): string {
  const observed = more(request.comment, request.traceparent)
  if ('raw' in request) {
    const action = request.raw === 'query' ? '$queryRawUnsafe' : '$executeRawUnsafe'
    // Elsewhere `undefined` is an absent key; among values it is NULL.
    const values = request.values.map((value) => (value === undefined ? null : value))
    return `{"action":"${action}","args":${encode([request.sql, ...values])}${observed}}`
  }
  const args = request.args === undefined ? '' : `,"args":${encode(request.args)}`
  return `{"model":${JSON.stringify(request.model)},"action":${JSON.stringify(request.action)}${args}${observed}}`
}
