/** `nicol/runtime/library`: the runtime under its name of Prisma 5 and 6, with what only those had. */
import { AnyNull, AnyNullClass, DbNull, DbNullClass, JsonNull, JsonNullClass } from './values.js'

export * from './client.js'
export * from './metrics.js'

/** The null sentinels and their classes. */
export const objectEnumValues: {
  classes: { DbNull: typeof DbNullClass; JsonNull: typeof JsonNullClass; AnyNull: typeof AnyNullClass }
  instances: { DbNull: typeof DbNull; JsonNull: typeof JsonNull; AnyNull: typeof AnyNull }
}

/** Tells of `.env` files that contradict each other. */
export function warnEnvConflicts(envPaths: any): void

export {}
