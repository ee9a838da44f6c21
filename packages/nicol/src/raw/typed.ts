/** A query of a `.sql` file with its values, for `$queryRawTyped`. */
export class TypedSql {
  readonly #sql: string
  readonly #values: readonly unknown[]

  constructor(sql: string, values: readonly unknown[]) {
    this.#sql = sql
    this.#values = values
  }

  get sql(): string {
    return this.#sql
  }

  get values(): readonly unknown[] {
    return this.#values
  }
}

export function isTypedSql(value: unknown): value is TypedSql {
  return value instanceof TypedSql
}

/** What generated code makes of each `.sql` file. */
export function makeTypedQueryFactory(sql: string): (...values: unknown[]) => TypedSql {
  return (...values) => new TypedSql(sql, values)
}

/** A named hole of a typed query. */
export class Param {
  constructor(readonly name: string) {}
}

export function createParam(name: string): Param {
  return new Param(name)
}
