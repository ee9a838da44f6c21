/** What values are, for parts that are built apart: they must not hold copies of the classes. */
export { isDecimal } from './decimal.js'
export { isFieldRef } from './field-ref.js'
export { isObjectEnumValue } from './null-types.js'
export { isSkip } from './skip.js'
