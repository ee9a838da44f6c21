/** The classes of the values below. */
export const NullTypes = {
  DbNull: runtime.NullTypes.DbNull as (new (secret: never) => typeof runtime.DbNull),
  JsonNull: runtime.NullTypes.JsonNull as (new (secret: never) => typeof runtime.JsonNull),
  AnyNull: runtime.NullTypes.AnyNull as (new (secret: never) => typeof runtime.AnyNull),
}
/** No value in the column. */
export const DbNull = runtime.DbNull
/** The Json value `null`. */
export const JsonNull = runtime.JsonNull
/** In filters: either of them. */
export const AnyNull = runtime.AnyNull
