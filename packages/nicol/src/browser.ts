/** `runtime/index-browser`: what code for browsers may import. */

export { Decimal } from './values/decimal.js'
export {
  AnyNull,
  DbNull,
  isAnyNull,
  isDbNull,
  isJsonNull,
  isObjectEnumValue,
  JsonNull,
  NullTypes,
} from './values/null-types.js'
export { skip } from './values/skip.js'
export { makeStrictEnum } from './values/strict-enum.js'
export { getRuntime } from './platform.js'
export * as Public from './public.js'
