/** Spans, through the helper that `@prisma/instrumentation` puts into the global object. */

export interface SpanOptions {
  name: string
  attributes?: Record<string, unknown>
  kind?: number
  internal?: boolean
  context?: unknown
}

/** The package's contract. */
export interface TracingHelper {
  isEnabled(): boolean
  getTraceParent(context?: unknown): string
  getActiveContext(): unknown
  runInChildSpan<R>(options: string | SpanOptions, callback: (span?: unknown, context?: unknown) => R): R
  dispatchEngineSpans?(spans: readonly EngineSpan[], ...more: unknown[]): void
}

/** A span that is over. */
export interface EngineSpan {
  id: string
  parentId: string | null
  name: string
  /** Seconds and nanoseconds since 1970. */
  startTime: [number, number]
  endTime: [number, number]
  kind: 'client' | 'internal'
  attributes?: Record<string, unknown>
  links?: string[]
}

interface Registered {
  helper?: TracingHelper
}

interface Globals {
  V7_PRISMA_INSTRUMENTATION?: Registered
  V6_PRISMA_INSTRUMENTATION?: Registered
  PRISMA_INSTRUMENTATION?: Registered
}

/** The helper, if one is registered and switched on. It is looked for at each call: it may come later than the client. */
export function tracingHelper(): TracingHelper | undefined {
  const globals = globalThis as Globals
  const helper = (
    globals.V7_PRISMA_INSTRUMENTATION ??
    globals.V6_PRISMA_INSTRUMENTATION ??
    globals.PRISMA_INSTRUMENTATION
  )?.helper
  return helper?.isEnabled() ? helper : undefined
}

/** Runs something in a span, if there is tracing. */
export function inSpan<R>(options: SpanOptions, callback: () => R): R {
  const helper = tracingHelper()
  return helper ? helper.runInChildSpan(options, () => callback()) : callback()
}

/** The active span's W3C trace context, if it is sampled. */
export function traceparent(): string | undefined {
  const parent = tracingHelper()?.getTraceParent()
  return parent?.endsWith('-01') ? parent : undefined
}
