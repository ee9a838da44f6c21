/** Values that stand in arguments and results: JSON, bytes, the null sentinels, `skip`, references to fields. */

/** Prisma's word for bytes: what `Uint8Array` methods give, `Uint8Array<ArrayBuffer>` from TypeScript 5.7 on. */
export type Bytes = ReturnType<Uint8Array['slice']>

// JSON as it is read.
export type JsonObject = { [Key in string]?: JsonValue }
export interface JsonArray extends Array<JsonValue> {}
export type JsonValue = string | number | boolean | JsonObject | JsonArray | null

// JSON as it is written: read-only, whatever has `toJSON`, and null only inside (outside `DbNull` or `JsonNull` says which).
export type InputJsonObject = { readonly [Key in string]?: InputJsonValue | null }
export interface InputJsonArray extends ReadonlyArray<InputJsonValue | null> {}
export type InputJsonValue = string | number | boolean | InputJsonObject | InputJsonArray | { toJSON(): unknown }

export interface JsonConvertible {
  toJSON(): unknown
}

/** Marks a sentinel, across bundles that each hold a copy of the runtime. */
declare const sentinel: unique symbol

/** What the null sentinels are instances of. */
export abstract class ObjectEnumValue {
  #private
  readonly [sentinel]: true
  constructor(secret?: symbol)
  abstract _getNamespace(): string
  _getName(): string
  toString(): string
}

declare class NullSentinel extends ObjectEnumValue {
  _getNamespace(): string
}
export class DbNullClass extends NullSentinel {
  #private
}
export class JsonNullClass extends NullSentinel {
  #private
}
export class AnyNullClass extends NullSentinel {
  #private
}

/** The database's NULL. */
export const DbNull: DbNullClass
/** The JSON value `null`. */
export const JsonNull: JsonNullClass
/** In filters: either. */
export const AnyNull: AnyNullClass

export const NullTypes: { DbNull: typeof DbNullClass; JsonNull: typeof JsonNullClass; AnyNull: typeof AnyNullClass }

export function isObjectEnumValue(value: unknown): value is ObjectEnumValue
export function isDbNull(value: unknown): value is DbNullClass
export function isJsonNull(value: unknown): value is JsonNullClass
export function isAnyNull(value: unknown): value is AnyNullClass

/** The class of `skip`. */
export class Skip {
  constructor(secret?: symbol)
  /** `value`, or this if it is undefined. */
  ifUndefined<T>(value: T | undefined): T | Skip
}
/** In place of an argument: as if the key was not there. */
export const skip: Skip
export function isSkip(value: unknown): value is Skip

/** A field named as a value in a filter (`client.user.fields.email`). */
export interface FieldRef<Model, FieldType> {
  readonly modelName: Model
  readonly name: string
  readonly typeName: FieldType
  readonly isList: boolean
}

export {}
