/** Exported as `Types`: what generated code names. */
export type * as Result from './result.js'
export type * as Extensions from './extensions.js'
export type * as Utils from './shapes.js'
export type * as Public from './public.js'
export type { OperationPayload as Payload } from './operations.js'
export type { UnknownTypedSql } from './sql.js'
export { isSkip, Skip, skip } from './values.js'
