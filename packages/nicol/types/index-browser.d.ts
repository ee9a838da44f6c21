/** `nicol/runtime/index-browser`: what generated code for browsers imports: values, no client. */
export { getRuntime, makeStrictEnum } from './client-config.js'
export { Decimal } from './decimal.js'
export { AnyNull, DbNull, isAnyNull, isDbNull, isJsonNull, isObjectEnumValue, JsonNull, NullTypes } from './values.js'
export * as Public from './validator.js'
