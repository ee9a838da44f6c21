/** Raw queries: `$queryRaw` and its kin. */

import type { Scope } from '../client/scope.js'
import type { EngineError } from '../engine.js'
import { CallSite } from '../errors/call-site.js'
import type { Call, RawCall, Ticket } from '../request/call.js'
import { perform } from '../request/perform.js'
import { PrismaPromise } from '../request/promise.js'
import { isSql, Sql } from './sql.js'
import { isTypedSql } from './typed.js'

export class RawPromise extends PrismaPromise {
  readonly #scope: Scope
  readonly #raw: RawCall
  readonly #args: unknown
  readonly #site: CallSite | undefined

  constructor(scope: Scope, raw: RawCall, args: unknown, below: Below) {
    super()
    this.#scope = scope
    this.#raw = raw
    this.#args = args
    this.#site = scope.core.notesSites ? new CallSite(below) : undefined
  }

  get spec(): { action: string; args: unknown } {
    return { action: this.#raw.method, args: this.#args }
  }

  protected start(ticket?: Ticket): Promise<unknown> {
    const call: Call = {
      action: this.#raw.kind === 'query' ? 'queryRaw' : 'executeRaw',
      raw: this.#raw,
      args: this.#args,
      path: [],
      site: this.#site,
      transaction: ticket ?? this.#scope.transaction,
    }
    return perform(this.#scope, call)
  }
}

type Kind = RawCall['kind']

/** The client's method: stacks begin at who called it. */
type Below = (...args: never[]) => unknown

/** A template with its values, or SQL made by `Prisma.sql`. */
export function tagged(scope: Scope, method: string, kind: Kind, query: unknown, values: unknown[], below: Below): RawPromise {
  const isTemplate = Array.isArray(query) && Array.isArray((query as { raw?: unknown }).raw)
  const args = isTemplate ? new Sql(query as string[], values) : query
  const statement = (given: unknown) => {
    if (!isSql(given)) throw notATag(method)
    return checked(scope, method, { sql: textOf(scope, given), values: given.values })
  }
  return new RawPromise(scope, { method, kind, statement }, args, below)
}

/** SQL as text, values behind it. */
export function unsafe(scope: Scope, method: string, kind: Kind, args: unknown[], below: Below): RawPromise {
  const statement = (given: unknown) => {
    const [sql, ...values] = given as unknown[]
    if (typeof sql !== 'string') {
      throw {
        kind: 'InvalidArgumentType',
        message: `\`${method}\` takes the SQL as text, and got ${sql === null ? 'null' : typeof sql}. Call it as \`prisma.${method}('SELECT …', value)\`.`,
      } satisfies EngineError
    }
    return checked(scope, method, { sql, values })
  }
  return new RawPromise(scope, { method, kind, statement }, args, below)
}

/** A query of a `.sql` file. */
export function typed(scope: Scope, query: unknown, below: Below): RawPromise {
  const statement = (given: unknown) => {
    if (!scope.core.config.previewFeatures.includes('typedSql')) {
      throw {
        message: 'The preview feature `typedSql` must be enabled to call `$queryRawTyped`. Add it to `previewFeatures` of the generator and generate again.',
      } satisfies EngineError
    }
    if (!isTypedSql(given)) {
      throw {
        message: '`$queryRawTyped` takes a query that was generated from a `.sql` file: `prisma.$queryRawTyped(query(…))`.',
      } satisfies EngineError
    }
    return { sql: given.sql, values: given.values }
  }
  return new RawPromise(scope, { method: '$queryRawTyped', kind: 'query', statement }, query, below)
}

function textOf(scope: Scope, sql: Sql): string {
  return scope.core.config.activeProvider === 'postgresql' ? sql.text : sql.sql
}

function notATag(method: string): EngineError {
  return {
    message: `\`${method}\` is a tag function: call it as prisma.${method}\`…\`, without brackets, or hand it what \`Prisma.sql\` makes. For SQL in a string there is \`${method}Unsafe\`.`,
  }
}

/** PostgreSQL takes no parameters in ALTER, and says so in a way that nobody understands. */
function checked<T extends { sql: string; values: readonly unknown[] }>(scope: Scope, method: string, statement: T): T {
  const isAlter = statement.values.length > 0 && /^\s*alter\s/i.test(statement.sql)
  if (isAlter && method.startsWith('$execute') && scope.core.config.activeProvider === 'postgresql') {
    throw new Error(
      `\`${method}\` got an ALTER with values, and PostgreSQL takes no parameters there. Check the values and write them into the text with \`Prisma.raw\`.`,
    )
  }
  return statement
}
