/** Names that engines, test runners and frameworks ask every object for. */
const asked = new Set<PropertyKey>([
  'toJSON',
  '$$typeof',
  'asymmetricMatch',
  Symbol.iterator,
  Symbol.toStringTag,
  Symbol.isConcatSpreadable,
  Symbol.toPrimitive,
])

/** An enum where a name that it hasn't is an error and not `undefined`, which an option would take for "not given". */
export function makeStrictEnum<T extends Record<PropertyKey, string | number>>(definition: T): T {
  return new Proxy(definition, {
    get(target, name) {
      if (name in target) return target[name as keyof T]
      if (asked.has(name)) return undefined
      throw new TypeError(`Invalid enum value: ${String(name)}. There is ${Object.keys(target).join(', ')}.`)
    },
  })
}
