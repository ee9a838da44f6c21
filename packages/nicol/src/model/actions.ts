/** The methods of a model. */
export const ACTIONS = [
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findFirstOrThrow',
  'findMany',
  'create',
  'createMany',
  'createManyAndReturn',
  'update',
  'updateMany',
  'updateManyAndReturn',
  'upsert',
  'delete',
  'deleteMany',
  'groupBy',
  'count',
  'aggregate',
] as const

export type ModelAction = (typeof ACTIONS)[number]

/** Those that give one record, whose relations the fluent API follows. */
const FLUENT: ReadonlySet<string> = new Set([
  'findUnique',
  'findUniqueOrThrow',
  'findFirst',
  'findFirstOrThrow',
  'create',
  'update',
  'upsert',
  'delete',
])

export function isFluent(action: string): boolean {
  return FLUENT.has(action)
}
