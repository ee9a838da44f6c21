/** Exported as `Types.Public`. */
export type { Args, Exact, Operation, Payload, PrismaPromise, Result } from './operations.js'
