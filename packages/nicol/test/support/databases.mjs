/** A database of each kind that is there, for the tests of one file. */

import { join } from 'node:path'
import { after, describe } from 'node:test'

import { folder, prepared } from './engine.mjs'
import { startPostgres } from './postgres.mjs'

/**
 * Describes the same for SQLite and, where it is installed, PostgreSQL, each with the tables of its models.
 * @param {string} label
 * @param {(isPostgres: boolean) => string} models
 * @param {(database: { dataModel: string, url: string, isPostgres: boolean }) => void} tests
 */
export async function onEachDatabase(label, models, tests) {
  const server = await startPostgres()
  after(() => server?.stop())
  const urls = { sqlite: () => `file:${join(folder(), `${label}.db`)}`, ...(server && { postgresql: () => server.database(label) }) }
  for (const [provider, url] of Object.entries(urls)) {
    const isPostgres = provider === 'postgresql'
    describe(`${label}: ${provider}`, () => tests({ ...prepared(provider, models(isPostgres), url()), isPostgres }))
  }
}
