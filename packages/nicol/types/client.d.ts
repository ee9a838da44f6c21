/** `nicol/runtime/client`: everything that generated clients, extensions and users import of the runtime. */
export type * from './adapter.js'
export * from './client-config.js'
export type * from './comments.js'
export * from './decimal.js'
export * from './errors.js'
export type * from './extensions.js'
export type * from './operations.js'
export type {
  Action,
  JsArgs,
  JsInputValue,
  JsonBatchQuery,
  JsonQuery,
  JsOutputValue,
  Omission,
  RawParameters,
  RawQueryArgs,
  Selection,
} from './protocol.js'
export type * from './result.js'
export type * from './shapes.js'
export * from './sql.js'
export {
  AnyNull,
  AnyNullClass,
  DbNull,
  DbNullClass,
  isAnyNull,
  isDbNull,
  isJsonNull,
  isObjectEnumValue,
  JsonNull,
  JsonNullClass,
  NullTypes,
  ObjectEnumValue,
  skip,
} from './values.js'
export type {
  Bytes,
  FieldRef,
  InputJsonArray,
  InputJsonObject,
  InputJsonValue,
  JsonArray,
  JsonConvertible,
  JsonObject,
  JsonValue,
} from './values.js'
export * as DMMF from './dmmf.js'
export * as Extensions from './define-extension.js'
export * as Public from './validator.js'
export * as Types from './types.js'

declare global {
  // Where neither the compiler's library nor @types/node has it.
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol
  }
}
