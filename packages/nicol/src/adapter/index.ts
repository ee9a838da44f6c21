/**
 * Driver adapters of Prisma 7 (`new PrismaClient({ adapter })`): how to reach the database is read from them, the queries
 * go through our own driver.
 */
import type { ConnectionSettings } from '../connection'
import { postgresSettings } from './postgres'
import { sqliteSettings } from './sqlite'

/** What an adapter's factory has to have; all else about it is its own business. */
export interface AdapterFactory {
  readonly provider: string
  readonly adapterName: string
  connect(): Promise<BoundAdapter>
}

/** What a factory opens. */
export interface BoundAdapter {
  readonly provider: string
  queryRaw(query: { sql: string; args: unknown[]; argTypes: unknown[] }): Promise<{ columnNames: string[]; rows: unknown[][] }>
  getConnectionInfo?(): { schemaName?: string }
  underlyingDriver?(): unknown
  dispose(): Promise<void>
}

/** An adapter that can't be used, and why. */
export class AdapterError extends Error {
  override name = 'AdapterError'
}

/** What was read from an adapter. `release` lets it go: called when the client disconnects. */
export interface AdapterSettings {
  settings: ConnectionSettings
  release?: () => Promise<void>
}

/** Adapters that reach their database by a protocol of its vendor: how, and what to do. */
const services: Record<string, string> = {
  '@prisma/adapter-d1':
    'Cloudflare D1 is reached from Workers or over HTTP, and Nicol opens files. Use Prisma Client for D1, or a file (`datasourceUrl: "file:…"`).',
  '@prisma/ppg-adapter':
    'it reaches Prisma Postgres over HTTP, and Nicol speaks PostgreSQL. Give the database\'s direct URL (`postgres://…`) to `PrismaPg` of `@prisma/adapter-pg`, or as `datasourceUrl`.',
}

const instead = 'Give the URL of the database itself (`datasourceUrl`), or use Prisma Client for this database.'

/** The provider of a schema, as adapters call it. */
const named: Record<string, string> = { postgresql: 'postgres', sqlite: 'sqlite' }

/**
 * Whether a value can be the constructor's `adapter` for a schema of this provider: known without asking the adapter.
 *
 * @throws {AdapterError} if it can't.
 */
export function checkAdapter(adapter: unknown, activeProvider: string): asserts adapter is AdapterFactory {
  const factory = adapter as Partial<AdapterFactory> | null
  if (typeof factory !== 'object' || factory === null || typeof factory.connect !== 'function') {
    throw new AdapterError(
      'The option `adapter` is no driver adapter: pass an instance, such as `new PrismaPg({ connectionString })`.',
    )
  }
  const name = String(factory.adapterName)
  const service = services[name]
  if (service !== undefined) throw new AdapterError(`The driver adapter \`${name}\` cannot be used: ${service}`)
  const provider = String(factory.provider)
  if (provider !== named[activeProvider]) {
    const isOurs = Object.values(named).includes(provider)
    throw new AdapterError(
      `The driver adapter \`${name}\` is for \`${provider}\`, and the provider of the schema is \`${activeProvider}\`. ` +
        `${isOurs ? '' : 'Nicol is for PostgreSQL and SQLite. '}Use an adapter for the schema's database.`,
    )
  }
}

/**
 * Reads how to reach the database.
 *
 * @throws {AdapterError} if the adapter's database can't be reached without it.
 */
export async function fromAdapter(adapter: AdapterFactory): Promise<AdapterSettings> {
  const bound = await adapter.connect()
  try {
    if (bound.provider === 'sqlite') {
      const settings = await sqliteSettings(adapter, bound)
      await bound.dispose()
      return { settings }
    }
    // It holds no connection before its first query. Kept, so that a pool it was asked to end is ended with the client.
    return { settings: postgresSettings(adapter, bound), release: () => bound.dispose() }
  } catch (error) {
    await bound.dispose()
    throw error
  }
}

/** Why an adapter of a database that we know can't be used. */
export function refused(adapter: AdapterFactory, why: string): AdapterError {
  return new AdapterError(`The driver adapter \`${adapter.adapterName}\` cannot be used: ${why}. ${instead}`)
}
