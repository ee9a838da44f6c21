export import DMMF = runtime.DMMF

export type PrismaPromise<T> = runtime.Types.Public.PrismaPromise<T>

/** Arguments by themselves, with their types: `Prisma.validator<Prisma.UserFindManyArgs>()({ … })`. */
export import validator = runtime.Public.validator

export import PrismaClientKnownRequestError = runtime.PrismaClientKnownRequestError
export import PrismaClientUnknownRequestError = runtime.PrismaClientUnknownRequestError
export import PrismaClientRustPanicError = runtime.PrismaClientRustPanicError
export import PrismaClientInitializationError = runtime.PrismaClientInitializationError
export import PrismaClientValidationError = runtime.PrismaClientValidationError

/** Tagged SQL for `$queryRaw` and `$executeRaw`. */
export import sql = runtime.sqltag
export import empty = runtime.empty
export import join = runtime.join
export import raw = runtime.raw
export import Sql = runtime.Sql

export import Decimal = runtime.Decimal
export type DecimalJsLike = runtime.DecimalJsLike

export type Extension = runtime.Types.Extensions.UserArgs
export import getExtensionContext = runtime.Extensions.getExtensionContext
export const defineExtension: runtime.Types.Extensions.ExtendsHook<"define", Prisma.TypeMapCb, runtime.Types.Extensions.DefaultArgs>
export type Args<T, F extends runtime.Operation> = runtime.Types.Public.Args<T, F>
export type Payload<T, F extends runtime.Operation = never> = runtime.Types.Public.Payload<T, F>
export type Result<T, A, F extends runtime.Operation> = runtime.Types.Public.Result<T, A, F>
export type Exact<A, W> = runtime.Types.Public.Exact<A, W>

export type PrismaVersion = {
  client: string
  engine: string
}
export const prismaVersion: PrismaVersion

export type Bytes = runtime.Bytes
export type JsonObject = runtime.JsonObject
export type JsonArray = runtime.JsonArray
export type JsonValue = runtime.JsonValue
export type InputJsonObject = runtime.InputJsonObject
export type InputJsonArray = runtime.InputJsonArray
export type InputJsonValue = runtime.InputJsonValue

/** The classes of the values below. */
namespace NullTypes {
  class DbNull {
    private DbNull: never
    private constructor()
  }
  class JsonNull {
    private JsonNull: never
    private constructor()
  }
  class AnyNull {
    private AnyNull: never
    private constructor()
  }
}
/** No value in the column. */
export const DbNull: NullTypes.DbNull
/** The Json value `null`. */
export const JsonNull: NullTypes.JsonNull
/** In filters: either of them. */
export const AnyNull: NullTypes.AnyNull

export type PromiseType<T extends PromiseLike<any>> = T extends PromiseLike<infer U> ? U : T

export type PromiseReturnType<T extends (...args: any) => runtime.Types.Utils.JsPromise<any>> = PromiseType<ReturnType<T>>

export type RequiredKeys<T> = {
  [K in keyof T]-?: {} extends Prisma__Pick<T, K> ? never : K
}[keyof T]

export type TruthyKeys<T> = keyof {
  [K in keyof T as T[K] extends false | undefined | null ? never : K]: K
}

export type TrueKeys<T> = TruthyKeys<Prisma__Pick<T, RequiredKeys<T>>>

type AtBasic<O extends object, K extends Key> = K extends keyof O ? O[K] : never

type Cast<A, B> = A extends B ? A : B

export const type: unique symbol

export function getLogLevel(log: Array<LogLevel | LogDefinition>): LogLevel | undefined

export type Datasource = {
  url?: string
}

/** The schema, as generators are told of it. */
export const dmmf: runtime.BaseDMMF
