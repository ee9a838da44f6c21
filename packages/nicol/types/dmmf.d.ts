/** Prisma's description of a schema (`Prisma.dmmf`, generators' input). Exported as `DMMF`; the shapes are Prisma's. */

export type ReadonlyDeep<O> = { +readonly [K in keyof O]: ReadonlyDeep<O[K]> }

export interface Document {
  readonly datamodel: Datamodel
  readonly schema: Schema
  readonly mappings: Mappings
}

export interface Datamodel {
  readonly models: readonly Model[]
  readonly enums: readonly DatamodelEnum[]
  readonly types: readonly Model[]
  readonly indexes: readonly Index[]
}

export interface DatamodelEnum {
  readonly name: string
  readonly values: readonly EnumValue[]
  readonly dbName?: string | null
  readonly documentation?: string
}
export interface EnumValue {
  readonly name: string
  readonly dbName: string | null
}

export interface Model {
  readonly name: string
  readonly dbName: string | null
  readonly schema: string | null
  readonly fields: readonly Field[]
  readonly uniqueFields: readonly (readonly string[])[]
  readonly uniqueIndexes: readonly uniqueIndex[]
  readonly documentation?: string
  readonly primaryKey: PrimaryKey | null
  readonly isGenerated?: boolean
}
export interface PrimaryKey {
  readonly name: string | null
  readonly fields: readonly string[]
}
export interface uniqueIndex {
  readonly name: string
  readonly fields: readonly string[]
}

export interface Field {
  readonly kind: FieldKind
  readonly name: string
  readonly type: string
  readonly isRequired: boolean
  readonly isList: boolean
  readonly isUnique: boolean
  readonly isId: boolean
  readonly isReadOnly: boolean
  /** Made by the generator, not written in the schema. */
  readonly isGenerated?: boolean
  readonly isUpdatedAt?: boolean
  /** The type in the database and its arguments. */
  readonly nativeType?: readonly [string, readonly string[]] | null
  readonly dbName?: string | null
  readonly hasDefaultValue: boolean
  readonly default?: FieldDefault | FieldDefaultScalar | readonly FieldDefaultScalar[]
  readonly relationName?: string
  readonly relationFromFields?: readonly string[]
  readonly relationToFields?: readonly string[]
  readonly relationOnDelete?: string
  readonly relationOnUpdate?: string
  readonly documentation?: string
}
export type FieldKind = 'scalar' | 'object' | 'enum' | 'unsupported'
export interface FieldDefault {
  readonly name: string
  readonly args: readonly (string | number)[]
}
export type FieldDefaultScalar = string | boolean | number

export interface Index {
  readonly model: string
  readonly type: IndexType
  readonly isDefinedOnField: boolean
  readonly name?: string
  readonly dbName?: string
  readonly algorithm?: string
  readonly clustered?: boolean
  readonly fields: readonly IndexField[]
}
export type IndexType = 'id' | 'normal' | 'unique' | 'fulltext'
export interface IndexField {
  readonly name: string
  readonly sortOrder?: SortOrder
  readonly length?: number
  readonly operatorClass?: string
}
export type SortOrder = 'asc' | 'desc'

export interface Schema {
  readonly rootQueryType?: string
  readonly rootMutationType?: string
  readonly inputObjectTypes: { readonly model?: readonly InputType[]; readonly prisma?: readonly InputType[] }
  readonly outputObjectTypes: { readonly model: readonly OutputType[]; readonly prisma: readonly OutputType[] }
  readonly enumTypes: { readonly model?: readonly SchemaEnum[]; readonly prisma: readonly SchemaEnum[] }
  readonly fieldRefTypes: { readonly prisma?: readonly FieldRefType[] }
}
export interface Query {
  readonly name: string
  readonly args: readonly SchemaArg[]
  readonly output: QueryOutput
}
export interface QueryOutput {
  readonly name: string
  readonly isRequired: boolean
  readonly isList: boolean
}
export interface InputType {
  readonly name: string
  readonly constraints: { readonly maxNumFields: number | null; readonly minNumFields: number | null; readonly fields?: readonly string[] }
  readonly meta?: { readonly source?: string; readonly grouping?: string }
  readonly fields: readonly SchemaArg[]
}
export interface OutputType {
  readonly name: string
  readonly fields: readonly SchemaField[]
}
export interface SchemaEnum {
  readonly name: string
  readonly values: readonly string[]
}
export interface SchemaArg {
  readonly name: string
  readonly comment?: string
  readonly isNullable: boolean
  readonly isRequired: boolean
  readonly inputTypes: readonly InputTypeRef[]
  readonly isParameterizable: boolean
  readonly requiresOtherFields?: readonly string[]
  readonly deprecation?: Deprecation
}
export interface SchemaField {
  readonly name: string
  readonly isNullable?: boolean
  readonly outputType: OutputTypeRef
  readonly args: readonly SchemaArg[]
  readonly deprecation?: Deprecation
  readonly documentation?: string
}
export interface FieldRefType {
  readonly name: string
  readonly allowTypes: readonly FieldRefAllowType[]
  readonly fields: readonly SchemaArg[]
}
export interface Deprecation {
  readonly sinceVersion: string
  readonly reason: string
  readonly plannedRemovalVersion?: string
}

export type FieldLocation = 'scalar' | 'inputObjectTypes' | 'outputObjectTypes' | 'enumTypes' | 'fieldRefTypes'
export type FieldNamespace = 'model' | 'prisma'
export interface TypeRef<AllowedLocations extends FieldLocation> {
  readonly isList: boolean
  readonly type: string
  readonly location: AllowedLocations
  readonly namespace?: FieldNamespace
}
export type InputTypeRef = TypeRef<'scalar' | 'inputObjectTypes' | 'enumTypes' | 'fieldRefTypes'>
export type OutputTypeRef = TypeRef<'scalar' | 'outputObjectTypes' | 'enumTypes'>
export type FieldRefAllowType = TypeRef<'scalar' | 'enumTypes'>

export interface Mappings {
  readonly modelOperations: readonly ModelMapping[]
  readonly otherOperations: OtherOperationMappings
}
export interface OtherOperationMappings {
  readonly read: readonly string[]
  readonly write: readonly string[]
}
/** Per model: the root field of each operation. */
export type ModelMapping = { readonly model: string; readonly plural: string } & { readonly [K in keyof typeof ModelAction]?: string | null }

export enum ModelAction {
  findUnique = 'findUnique',
  findUniqueOrThrow = 'findUniqueOrThrow',
  findFirst = 'findFirst',
  findFirstOrThrow = 'findFirstOrThrow',
  findMany = 'findMany',
  create = 'create',
  createMany = 'createMany',
  createManyAndReturn = 'createManyAndReturn',
  update = 'update',
  updateMany = 'updateMany',
  updateManyAndReturn = 'updateManyAndReturn',
  upsert = 'upsert',
  delete = 'delete',
  deleteMany = 'deleteMany',
  groupBy = 'groupBy',
  count = 'count',
  aggregate = 'aggregate',
  findRaw = 'findRaw',
  aggregateRaw = 'aggregateRaw',
}

export function datamodelEnumToSchemaEnum(datamodelEnum: DatamodelEnum): SchemaEnum

export {}
