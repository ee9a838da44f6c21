/** `$on` and the option `log`. */

import type { Engine, EngineEvent, LogLevel } from '../engine.js'
import { warnOnce } from './warn-once.js'
import type { LogDefinition } from '../client/options.js'

export type Listener = (event: object) => void

const LEVELS: readonly LogLevel[] = ['query', 'info', 'warn', 'error']

/** What listens to a client, and what its engine is asked to tell for that. */
export class Events {
  readonly #listeners = new Map<string, Listener[]>()
  #engine: Engine | undefined
  /** Sees every statement before the listeners do. */
  #observer: ((event: EngineEvent) => void) | undefined

  on(level: string, listener: Listener): void {
    const listeners = this.#listeners.get(level)
    if (listeners) listeners.push(listener)
    else this.#listeners.set(level, [listener])
    this.#listen()
  }

  attach(engine: Engine): void {
    this.#engine = engine
    this.#listen()
  }

  emit(level: string, event: object): void {
    for (const listener of this.#listeners.get(level) ?? []) listener(event)
  }

  /** Errors are told by the runtime, which knows what call they belong to. */
  #listen(): void {
    const wanted = LEVELS.filter((level) => level !== 'error' && this.#listeners.has(level))
    if (this.#observer && !wanted.includes('query')) wanted.push('query')
    if (wanted.length > 0) this.#engine?.listen(wanted, (event) => this.#told(event))
  }

  observe(observer: (event: EngineEvent) => void): void {
    this.#observer = observer
    this.#listen()
  }

  #told(event: EngineEvent): void {
    this.#observer?.(event)
    const { level, ...rest } = event
    if ('traceparent' in rest) delete rest.traceparent
    this.emit(level, rest)
  }
}

const COLORS: Record<LogLevel, number> = { query: 34, info: 36, warn: 33, error: 31 }

/** Lets the levels of `log` that go to the standard output go there. */
export function logToStdout(events: Events, definitions: readonly LogDefinition[]): void {
  for (const definition of definitions) {
    const level = typeof definition === 'string' ? definition : definition.level
    if (typeof definition !== 'string' && definition.emit !== 'stdout') continue
    const color = process.stdout.isTTY && !process.env.NO_COLOR
    const tag = color ? `\u001b[${COLORS[level]}mprisma:${level}\u001b[39m` : `prisma:${level}`
    events.on(level, (event) => {
      const { message, query } = event as { message?: string; query?: string }
      console.log(tag, message || query)
    })
  }
}

/** `PRISMA_LOG_LEVEL=error,warn`: the levels for a client that has no option `log`. */
export function levelsOfEnvironment(): LogLevel[] {
  const names = (process.env.PRISMA_LOG_LEVEL ?? '').split(',').map((name) => name.trim().toLowerCase())
  const found = names.filter((name): name is LogLevel => LEVELS.includes(name as LogLevel))
  const unknown = names.filter((name) => name !== '' && !LEVELS.includes(name as LogLevel))
  if (unknown.length > 0) {
    const what = unknown.map((name) => `\`${name}\``).join(', ')
    warnOnce('log-level', `PRISMA_LOG_LEVEL has ${what}, which is no level of logging. There is ${LEVELS.join(', ')}.`)
  }
  return [...new Set(found)]
}
