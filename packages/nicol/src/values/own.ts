/** Sets an own property, whatever its name: `__proto__` too is only a name. */
export function set(object: object, key: string, value: unknown): void {
  if (key === '__proto__') define(object, key, value)
  else (object as Record<string, unknown>)[key] = value
}

/** Makes an own property, whatever is inherited or was there. */
export function define(object: object, key: PropertyKey, value: unknown, enumerable = true): void {
  Object.defineProperty(object, key, { value, enumerable, configurable: true, writable: true })
}

/** An own property: what an object inherits is nobody's. */
export function own<T>(record: Record<string, T> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined
}
