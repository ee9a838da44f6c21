/** `DEBUG=prisma:*`: what the runtime does, on the standard error stream. */

let enabled: string | undefined

function patterns(): string[] {
  return (enabled ?? globalThis.process?.env?.DEBUG ?? '').split(',').map((p) => p.trim()).filter(Boolean)
}

function matches(pattern: string, namespace: string): boolean {
  const source = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${source.join('.*')}$`).test(namespace)
}

function isEnabled(namespace: string): boolean {
  let on = false
  for (const pattern of patterns()) {
    if (pattern.startsWith('-')) {
      if (matches(pattern.slice(1), namespace)) return false
    } else if (matches(pattern, namespace)) on = true
  }
  return on
}

export interface DebugLog {
  (...values: unknown[]): void
  readonly namespace: string
  readonly enabled: boolean
}

/** A log of one part of the runtime. */
export function Debug(namespace: string): DebugLog {
  const log = (...values: unknown[]) => {
    if (isEnabled(namespace)) console.error(namespace, ...values)
  }
  return Object.defineProperties(log, {
    namespace: { value: namespace },
    enabled: { get: () => isEnabled(namespace) },
  }) as unknown as DebugLog
}

Debug.enable = (namespaces: string): void => {
  enabled = namespaces
}
Debug.disable = (): string => {
  const before = enabled ?? ''
  enabled = ''
  return before
}
Debug.enabled = isEnabled
