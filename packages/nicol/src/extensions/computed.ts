/** Fields that extensions compute from others. */

export interface ResultExtension {
  needs?: Record<string, boolean>
  compute: (record: Record<string, unknown>, model?: string) => unknown
}

export interface ComputedField {
  name: string
  /** Columns that have to be read for it, those of the computed fields that it needs too. */
  needs: readonly string[]
  compute: (record: Record<string, unknown>, model?: string) => unknown
}

export type ComputedFields = ReadonlyMap<string, ComputedField>

/** The fields of one model, from what each extension says of it. A later one may build on a former of its name. */
export function computedFields(parts: readonly Record<string, ResultExtension>[]): ComputedFields | undefined {
  const direct = new Map<string, { needs: string[]; compute: ComputedField['compute'] }>()
  for (const part of parts) {
    for (const [name, { needs = {}, compute }] of Object.entries(part)) {
      const former = direct.get(name)
      const given = Object.keys(needs).filter((key) => needs[key])
      direct.set(name, {
        // To need the former one is to need what it needs.
        needs: former ? given.flatMap((need) => (need === name ? former.needs : need)) : given,
        compute: former
          ? (record, model) => compute(withValue(record, name, former.compute(record, model)), model)
          : compute,
      })
    }
  }
  if (direct.size === 0) return undefined
  const columns = (name: string, visited: Set<string>): string[] => {
    const field = direct.get(name)
    if (!field || visited.has(name)) return [name]
    visited.add(name)
    return field.needs.flatMap((need) => columns(need, visited))
  }
  const resolved = new Map<string, ComputedField>()
  for (const [name, { needs, compute }] of direct) {
    const visited = new Set([name])
    resolved.set(name, { name, compute, needs: [...new Set(needs.flatMap((need) => columns(need, visited)))] })
  }
  return resolved
}

/** A copy with one value changed; what is computed stays to be computed. */
function withValue(record: Record<string, unknown>, name: string, value: unknown): Record<string, unknown> {
  const properties = Object.getOwnPropertyDescriptors(record)
  delete properties[name]
  return Object.defineProperty(Object.defineProperties({}, properties), name, { value, enumerable: true })
}
