/** A column in place of a value: `prisma.user.fields.name`. */
export class FieldRef {
  constructor(
    readonly modelName: string,
    readonly name: string,
    readonly typeName: string,
    readonly isList: boolean | undefined,
    readonly isEnum: boolean,
  ) {}

  /** What Prisma's JSON protocol calls its holder: the model. */
  _toGraphQLInputType(): string {
    const type = this.isEnum ? `Enum${this.typeName}` : this.typeName
    return `${this.isList ? 'List' : ''}${type}FieldRefInput<${this.modelName}>`
  }
}

export function isFieldRef(value: unknown): value is FieldRef {
  return value instanceof FieldRef
}
