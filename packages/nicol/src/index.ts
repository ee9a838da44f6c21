/** `runtime/client`: what generated clients, extensions and users import of the runtime. */

import { clientClass } from './client/client.js'
import type { ClientOptions } from './client/options.js'
import type { ClientConfig } from './config.js'
import { defineExtension, getExtensionContext } from './extensions/define.js'
import { datamodelEnumToSchemaEnum, ModelAction } from './dmmf.js'
import { createEngine } from './native/index.js'
import { DbNull, JsonNull, AnyNull, NullTypes } from './values/null-types.js'

/** The `PrismaClient` for a schema. */
export function getPrismaClient(config: ClientConfig): new (options?: ClientOptions) => object {
  return clientClass(config, ({ connection, dataModel, omit, metrics, planCacheSize }) =>
    createEngine({ ...connection, dataModel, metrics, omit, planCacheSize }),
  )
}

export * from './browser.js'
export { itxClientDenyList } from './client/view.js'
export { defineDmmfProperty, dmmfToRuntimeDataModel } from './dmmf.js'
export {
  NotFoundError,
  PrismaClientConstructorValidationError,
  PrismaClientInitializationError,
  PrismaClientKnownRequestError,
  PrismaClientRustPanicError,
  PrismaClientUnknownRequestError,
  PrismaClientValidationError,
} from './errors/classes.js'
export const DMMF = { ModelAction, datamodelEnumToSchemaEnum }
export const Extensions = { defineExtension, getExtensionContext }
export { Debug } from './log/debug.js'
export { warnOnce } from './log/warn-once.js'
export { MetricsClient } from './metrics/metrics.js'
export { empty, join, raw, Sql, sqltag } from './raw/sql.js'
export { createParam, isTypedSql, makeTypedQueryFactory, Param, TypedSql } from './raw/typed.js'
export { isDecimal } from './values/decimal.js'
export { FieldRef, isFieldRef } from './values/field-ref.js'
export { ObjectEnumValue } from './values/null-types.js'
export { isSkip, Skip } from './values/skip.js'
/** The names of 5 and 6. */
export const objectEnumValues = { classes: NullTypes, instances: { DbNull, JsonNull, AnyNull } }
const { DbNull: DbNullClass, JsonNull: JsonNullClass, AnyNull: AnyNullClass } = NullTypes
export { AnyNullClass, DbNullClass, JsonNullClass }
export { warnEnvConflicts } from './client/env.js'
