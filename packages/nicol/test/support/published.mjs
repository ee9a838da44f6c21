/** The published Prisma Client and ours, of one schema, each with a database of its own. */

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import runtime from '../../runtime/client.js'
import { folder, prepared } from './engine.mjs'
import { folderOf, oracle } from './oracle.mjs'

/**
 * @param {string} models
 * @param {object} options of both constructors
 * @param {{ previewFeatures?: string[], schemas?: string[], server?: { database(label: string): string } | undefined }} more
 *   a server of PostgreSQL; without one it is SQLite
 * @returns two of `{ name, prisma, Prisma, close }`; `null` where the published one is not installed
 */
export async function bothClients(models, options = {}, { previewFeatures = [], schemas, server } = {}) {
  if (folderOf('@prisma/client') === null) return null
  const { open } = await import(pathToFileURL(join(oracle, 'client.mjs')).href)
  const at = folder()
  const provider = server ? 'postgresql' : 'sqlite'
  const database = (label) => (server ? server.database(label) : `file:${join(at, `${label}.db`)}`)
  const schema = join(at, 'schema.prisma')
  const preview = `previewFeatures = ${JSON.stringify(previewFeatures)}`
  const of = schemas ? `  schemas = ${JSON.stringify(schemas)}\n` : ''
  writeFileSync(schema, `generator client {\n  provider = "prisma-client-js"\n  ${preview}\n}\ndatasource db {\n  provider = "${provider}"\n${of}}\n${models}`)
  const theirs = await open({ schema, url: database('theirs'), push: true, cache: join(at, 'cache'), options })
  const { dataModel, url } = prepared(provider, models, database('ours'), { previewFeatures, datasource: of })
  const PrismaClient = runtime.getPrismaClient({
    clientVersion: '7.10.0',
    engineVersion: 'test',
    activeProvider: provider,
    previewFeatures,
    inlineSchema: '',
    runtimeDataModel: theirs.client._runtimeDataModel,
    dataModel,
    datasource: { name: 'db', url: { value: url }, directory: '.' },
    flavour: 7,
  })
  const { sqltag: sql, Extensions, ...names } = runtime
  const prisma = new PrismaClient({ errorFormat: 'minimal', ...options })
  return [
    { name: 'Prisma', prisma: theirs.client, Prisma: theirs.Prisma, close: () => theirs.close() },
    { name: 'Nicol', prisma, Prisma: { ...names, ...Extensions, sql }, close: () => prisma.$disconnect() },
  ]
}
