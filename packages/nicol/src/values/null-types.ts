/** The three nulls of JSON columns: `Prisma.DbNull`, `Prisma.JsonNull`, `Prisma.AnyNull`. */

const mark = Symbol.for('nicol.null')
const secret = Symbol()

/** What both copies of this module (server and browser) make; told apart from user JSON by a symbol. */
export abstract class ObjectEnumValue {
  declare readonly [mark]: true

  constructor(key?: unknown) {
    if (key !== secret) {
      throw new TypeError(`${new.target.name} has one value only, \`Prisma.${new.target.name}\`: use that.`)
    }
    Object.defineProperty(this, mark, { value: true })
  }

  abstract _getName(): NullName

  _getNamespace(): string {
    return 'NullTypes'
  }

  toString(): string {
    return `Prisma.${this._getName()}`
  }
}

export type NullName = 'DbNull' | 'JsonNull' | 'AnyNull'

class DbNullType extends ObjectEnumValue {
  _getName(): 'DbNull' {
    return 'DbNull'
  }
}
class JsonNullType extends ObjectEnumValue {
  _getName(): 'JsonNull' {
    return 'JsonNull'
  }
}
class AnyNullType extends ObjectEnumValue {
  _getName(): 'AnyNull' {
    return 'AnyNull'
  }
}
for (const [type, name] of [
  [DbNullType, 'DbNull'],
  [JsonNullType, 'JsonNull'],
  [AnyNullType, 'AnyNull'],
] as const) {
  Object.defineProperty(type, 'name', { value: name })
}

export const NullTypes = { DbNull: DbNullType, JsonNull: JsonNullType, AnyNull: AnyNullType }
export const DbNull = new DbNullType(secret)
export const JsonNull = new JsonNullType(secret)
export const AnyNull = new AnyNullType(secret)

/** Whether it is one of the three, of whichever copy. */
export function isObjectEnumValue(value: unknown): value is ObjectEnumValue {
  return value !== null && typeof value === 'object' && (value as Partial<ObjectEnumValue>)[mark] === true
}

const named = (name: NullName) => (value: unknown) => isObjectEnumValue(value) && value._getName() === name
export const isDbNull = named('DbNull')
export const isJsonNull = named('JsonNull')
export const isAnyNull = named('AnyNull')
