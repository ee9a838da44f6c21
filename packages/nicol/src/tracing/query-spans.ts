/** Spans of statements: the engine tells of them when they are over, and they belong below the operation's span. */

import { AsyncResource } from 'node:async_hooks'
import type { EngineEvent } from '../engine.js'
import type { Events } from '../log/events.js'
import { tracingHelper } from './tracing.js'

type QueryEvent = Extract<EngineEvent, { level: 'query' }>

/** How many operations are remembered: of one that is over, statements may still be told. */
const REMEMBERED = 1000

export class QuerySpans {
  readonly #operations = new Map<string, (event: QueryEvent) => void>()
  readonly #system: string

  constructor(events: Events, system: string) {
    this.#system = system
    events.observe((event) => {
      if (event.level === 'query' && event.traceparent !== undefined) this.#operations.get(event.traceparent)?.(event)
    })
  }

  /** Puts the statements of the operation with this trace context below the span that is active now. */
  follow(traceparent: string): void {
    const operations = this.#operations
    if (operations.has(traceparent)) return
    operations.set(traceparent, AsyncResource.bind((event: QueryEvent) => this.#dispatch(event)))
    if (operations.size > REMEMBERED) operations.delete(operations.keys().next().value as string)
  }

  #dispatch({ timestamp, duration, query, target }: QueryEvent): void {
    const end = timestamp.getTime()
    const span = {
      id: target,
      parentId: null,
      name: 'prisma:client:db_query',
      startTime: time(end - duration),
      endTime: time(end),
      kind: 'client' as const,
      attributes: { 'db.query.text': query, 'db.system.name': this.#system },
    }
    tracingHelper()?.dispatchEngineSpans?.([span], [], () => {})
  }
}

function time(milliseconds: number): [number, number] {
  const seconds = Math.floor(milliseconds / 1000)
  return [seconds, Math.round((milliseconds - seconds * 1000) * 1e6)]
}
