/** SQL with its values apart: `Prisma.sql`, `join`, `raw`, `empty`. */

export type RawValue = unknown

export class Sql {
  readonly values: RawValue[]
  readonly strings: string[]

  constructor(texts: readonly string[], inserted: readonly RawValue[]) {
    if (texts.length !== inserted.length + 1) {
      const count = texts.length - 1
      throw new TypeError(
        count < 0
          ? 'Expected at least 1 string'
          : `Expected ${texts.length} strings to have ${count} values, and got ${inserted.length}.`,
      )
    }
    const strings = [texts[0] as string]
    const values: RawValue[] = []
    const append = (text: string) => {
      strings[strings.length - 1] += text
    }
    for (const [i, value] of inserted.entries()) {
      const after = texts[i + 1] as string
      if (isSql(value)) {
        append(value.strings[0] as string)
        for (const [j, inner] of value.values.entries()) {
          values.push(inner)
          strings.push(value.strings[j + 1] as string)
        }
        append(after)
      } else {
        values.push(value)
        strings.push(after)
      }
    }
    this.values = values
    this.strings = strings
  }

  /** With `?` for values, as SQLite and MySQL write them. */
  get sql(): string {
    return this.strings.join('?')
  }

  /** With `$1`, as PostgreSQL writes them. */
  get text(): string {
    return this.numbered('$')
  }

  /** With `:1`. */
  get statement(): string {
    return this.numbered(':')
  }

  inspect(): { sql: string; text: string; statement: string; values: RawValue[] } {
    return { sql: this.sql, text: this.text, statement: this.statement, values: this.values }
  }

  private numbered(sign: string): string {
    return this.strings.reduce((sql, text, i) => `${sql}${sign}${i}${text}`)
  }
}

Object.defineProperty(Sql, 'name', { value: 'Sql' })

/** Ours, or that of the package `sql-template-tag`. */
export function isSql(value: unknown): value is Sql {
  if (value instanceof Sql) return true
  if (value === null || typeof value !== 'object') return false
  const like = value as Partial<Sql>
  return Array.isArray(like.strings) && Array.isArray(like.values) && like.strings.length === like.values.length + 1
}

export function sqltag(strings: readonly string[], ...values: readonly RawValue[]): Sql {
  return new Sql(strings, values)
}

/** Values with something between them. */
export function join(values: readonly RawValue[], separator = ',', prefix = '', suffix = ''): Sql {
  if (values.length === 0) {
    throw new TypeError('`Prisma.join` got an empty list, which no SQL can be made of: check the length before.')
  }
  const between = Array<string>(values.length - 1).fill(separator)
  return new Sql([prefix, ...between, suffix], values)
}

/** Text that goes into the statement as it is. */
export function raw(text: string): Sql {
  return new Sql([text], [])
}

export const empty = raw('')
