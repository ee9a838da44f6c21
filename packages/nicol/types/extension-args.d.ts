/**
 * What an extended client carries as a type (`ExtArgs`): the results, methods and client members that its extensions
 * add. Exported as part of `Types.Extensions`; the names are Prisma's.
 */
import type { JsArgs, RawQueryArgs } from './protocol.js'
import type { Fn } from './shapes.js'

type AnyMembers = { [K in string]: unknown }
type AnyModels = { [K in string]: AnyMembers }

/** Each added member as a function that returns its type, so that methods stay generic. */
export type InternalArgs<R = AnyModels, M = AnyModels, Q = AnyModels, C = AnyMembers> = {
  result: { [K in keyof R]: { [P in keyof R[K]]: () => R[K][P] } }
  model: { [K in keyof M]: { [P in keyof M[K]]: () => M[K][P] } }
  query: { [K in keyof Q]: { [P in keyof Q[K]]: () => Q[K][P] } }
  client: { [K in keyof C]: () => C[K] }
}

/** Of a client without extensions. */
export type DefaultArgs = { result: {}; model: {}; query: {}; client: {} }

type ResultOfModel = InternalArgs['result'][string]

/** The names of the fields that extensions add to a model. */
export type GetPayloadResultExtensionKeys<R extends ResultOfModel, KR extends keyof R = string extends keyof R ? never : keyof R> = KR
export type GetPayloadResultExtensionObject<R extends ResultOfModel> = {
  [K in GetPayloadResultExtensionKeys<R>]: R[K] extends () => { compute: (...args: any) => infer C } ? C : never
}

/** A model's scalars and the fields that extensions add. Without extensions (`R` is unknown) it is `Base` itself. */
export type GetPayloadResult<Base extends { [K in any]: any }, R extends ResultOfModel> = [keyof R] extends [never]
  ? Base
  : string extends keyof R
    ? Base
    : {
        [K in keyof Base | keyof R]: K extends keyof R
          ? R[K] extends () => { compute: (...args: any) => infer C }
            ? C
            : never
          : Base[K]
      }

/** A model's `select`, with the fields that extensions add. */
export type GetSelect<
  Base extends { [K in any]: any },
  R extends ResultOfModel,
  KR extends keyof R = string extends keyof R ? never : keyof R,
> = [KR] extends [never] ? Base : { [K in KR | keyof Base]?: K extends KR ? boolean : Base[K] }

/** A model's `omit`, with the fields that extensions add. */
export type GetOmit<BaseKeys extends string, R extends ResultOfModel, ExtraType = never> = {
  [K in (string extends keyof R ? never : keyof R) | BaseKeys]?: boolean | ExtraType
}

/** The types of a client's models and operations, made by generated code. */
export type TypeMapDef = { [K in any]: any }
/** A function from `ExtArgs` to them. */
export type TypeMapCbDef = Fn<{ extArgs: InternalArgs }, TypeMapDef>

export type DevTypeMapFnDef = { args: any; result: any; payload: import('./operations.js').OperationPayload }
export type DevTypeMapDef = {
  meta: { modelProps: string }
  model: { [Model in PropertyKey]: { [Operation in PropertyKey]: DevTypeMapFnDef } }
  other: { [Operation in PropertyKey]: DevTypeMapFnDef }
}

/** A model's name, from itself or from the client's property. */
export type ModelKey<TypeMap extends TypeMapDef, M extends PropertyKey> = M extends keyof TypeMap['model'] ? M : Capitalize<M & string>

/** What a client carries after one more extension. */
export type MergeExtArgs<TypeMap extends TypeMapDef, ExtArgs extends { [K in any]: any }, Args extends { [K in any]: any }> = {
  result: ExtArgs['result'] & Args['result'] & AllModels<TypeMap, Args['result']>
  model: ExtArgs['model'] & Args['model'] & AllModels<TypeMap, Args['model']>
  query: ExtArgs['query'] & Args['query']
  client: ExtArgs['client'] & Args['client']
}

/** What stands under `$allModels`, for each model. */
type AllModels<TypeMap extends TypeMapDef, Members> = Members extends { $allModels: infer All } ? { [M in TypeMap['meta']['modelProps']]: All } : {}
export type AllModelsToStringIndex<
  TypeMap extends TypeMapDef,
  Args extends { [K in string]: any },
  K extends PropertyKey,
> = Args extends { [P in K]: { $allModels: infer All } } ? { [P in K]: { [M in TypeMap['meta']['modelProps']]: All } } : {}

export type ClientOptionDef = undefined | { [K in string]: any }

// What `defineExtension` takes before a client is known.
export type NameArgs = { name?: string }
export type ResultArgsFieldCompute = (model: any, modelName: string) => unknown
export type ResultFieldDefinition = { needs?: { [Field in string]: boolean }; compute: ResultArgsFieldCompute }
export type ResultArg = { [Field in string]: ResultFieldDefinition }
export type ResultArgs = { result: { [Model in string]: ResultArg } }
export type ModelArg = { [Method in string]: unknown }
export type ModelArgs = { model: { [Model in string]: ModelArg } }
export type ClientArg = { [Method in string]: unknown }
export type ClientArgs = { client: ClientArg }
export type QueryOptionsCbArgs = {
  model?: string
  operation: string
  args: JsArgs | RawQueryArgs
  query: (args: JsArgs | RawQueryArgs) => Promise<unknown>
}
export type QueryOptionsCb = (args: QueryOptionsCbArgs) => Promise<any>
export type ModelQueryOptionsCbArgs = { model: string; operation: string; args: JsArgs; query: (args: JsArgs) => Promise<unknown> }
export type ModelQueryOptionsCb = (args: ModelQueryOptionsCbArgs) => Promise<any>
export type QueryOptions = { query: { [Model in string]: { [Action in string]: ModelQueryOptionsCb } | QueryOptionsCb } }
export type RequiredExtensionArgs = NameArgs & ResultArgs & ModelArgs & ClientArgs & QueryOptions
export type UserArgs = RequiredExtensionArgs
export type ExtensionArgs = Partial<RequiredExtensionArgs>

export {}
