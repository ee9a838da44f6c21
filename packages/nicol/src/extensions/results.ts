/** What result extensions need: fields that are computed of others. */
export { computedFields } from './computed.js'
export { extendResult } from './result.js'
export { engineArguments } from './selection.js'
