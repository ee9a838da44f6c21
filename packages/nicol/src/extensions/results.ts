/** What few calls go through: middlewares, and fields that extensions compute. */
export { computedFields } from './computed.js'
export { extendResult } from './result.js'
export { engineArguments } from './selection.js'
export { throughMiddlewares } from '../request/middleware.js'
