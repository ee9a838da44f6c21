/** Spans of what the engine does: it tells of them when they are over, and they belong below the operation's span. */

import { AsyncResource } from 'node:async_hooks'
import { actionOf } from '../comments/protocol.js'
import type { EngineEvent } from '../engine.js'
import type { Events } from '../log/events.js'
import type { Call } from '../request/call.js'
import { type EngineSpan, tracingHelper } from './tracing.js'

type TracedEvent = Extract<EngineEvent, { level: 'query' | 'compile' }>

/** How many operations are remembered: of one that is over, statements may still be told. */
const REMEMBERED = 1000

/** What is done below one span; the end of an interactive transaction has no calls. */
interface Operation {
  calls: Call[]
  dispatch: (spans: EngineSpan[]) => void
}

export class QuerySpans {
  readonly #operations = new Map<string, Operation>()
  readonly #system: string
  #last = 0

  constructor(events: Events, system: string) {
    this.#system = system
    events.observe((event) => {
      if ((event.level !== 'query' && event.level !== 'compile') || event.traceparent === undefined) return
      const operation = this.#operations.get(event.traceparent)
      const spans = operation ? this.#spans(event, operation) : []
      if (spans.length > 0) operation?.dispatch(spans)
    })
  }

  /** Puts what is done with this trace context below the span that is active now. */
  follow(traceparent: string, call: Call | undefined): void {
    const operations = this.#operations
    const known = operations.get(traceparent)
    if (known) {
      if (call) known.calls.push(call)
      return
    }
    const dispatch = (spans: EngineSpan[]) => tracingHelper()?.dispatchEngineSpans?.(spans, [], () => {})
    operations.set(traceparent, { calls: call ? [call] : [], dispatch: AsyncResource.bind(dispatch) })
    if (operations.size > REMEMBERED) operations.delete(operations.keys().next().value as string)
  }

  /** Calls that become one are done below the first one's span. */
  together(requests: readonly { traceparent?: string }[]): void {
    const found = requests.map(({ traceparent }) => this.#operations.get(traceparent as string))
    const [first, ...others] = found
    for (const other of others) if (other && other !== first) first?.calls.push(...other.calls)
  }

  #spans(event: TracedEvent, { calls }: Operation): EngineSpan[] {
    if (event.level === 'compile') {
      const models = calls.flatMap(({ model }) => model ?? [])
      return [this.#span('compile', event, { models, actions: calls.map(actionOf) })]
    }
    const { query } = event
    const isInside = calls.length === 0 || calls.some(({ transaction }) => transaction?.kind === 'itx')
    // As with Prisma: of these there is no statement.
    if (/^(SAVEPOINT|RELEASE|ROLLBACK TO|SET TRANSACTION) /.test(query)) return []
    if (query.startsWith('BEGIN')) return isInside ? [] : [this.#span('start_transaction', event)]
    const statement = this.#span('db_query', event, { 'db.query.text': query, 'db.system.name': this.#system })
    const end = /^(COMMIT|ROLLBACK)$/.exec(query)?.[1]
    if (end === undefined || isInside) return [statement]
    const whole = this.#span(`${end.toLowerCase()}_transaction`, event)
    return [whole, { ...statement, parentId: whole.id }]
  }

  #span(name: string, { timestamp, duration }: TracedEvent, attributes?: Record<string, unknown>): EngineSpan {
    const end = timestamp.getTime()
    return {
      id: String((this.#last += 1)),
      parentId: null,
      name: `prisma:client:${name}`,
      startTime: time(end - duration),
      endTime: time(end),
      kind: name === 'db_query' ? 'client' : 'internal',
      ...(attributes && { attributes }),
    }
  }
}

function time(milliseconds: number): [number, number] {
  const seconds = Math.floor(milliseconds / 1000)
  return [seconds, Math.round((milliseconds - seconds * 1000) * 1e6)]
}
