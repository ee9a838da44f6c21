const warned = new Set<string>()

/** A warning that a process sees once. */
export function warnOnce(key: string, message: string, ...more: unknown[]): void {
  if (warned.has(key)) return
  warned.add(key)
  console.warn(message, ...more)
}
