/** Clients with the adapters of Prisma 7: where they connect is what the adapter says, and nothing else. */

import assert from 'node:assert/strict'
import { symlinkSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { folderOf } from '../support/oracle.mjs'
import { installed } from '../support/packages.mjs'
import { startPostgres } from '../support/postgres.mjs'
import { Project } from '../support/project.mjs'

/** The client of a schema of Prisma 7, in this process. The packages are the oracle's, or those of the lock file here. */
async function clientOf(t, provider, ...packages) {
  const own = ['@prisma/adapter-neon', '@prisma/adapter-libsql']
  const find = (name) => (own.includes(name) ? join(installed('adapters', dirname(fileURLToPath(import.meta.url))), name) : folderOf(name))
  const folders = packages.map((name) => [name, find(name)])
  if (folders.some(([, folder]) => folder === null)) return null
  const project = new Project().install('@prisma/client').linkCommands()
  t.after(() => project.dispose())
  mkdirSync(join(project.folder, 'node_modules/@prisma'), { recursive: true })
  for (const [name, folder] of folders) symlinkSync(folder, join(project.folder, 'node_modules', name))
  project.write('package.json', '{ "name": "adapters", "private": true }\n')
  project.write(
    'schema.prisma',
    `generator client {\n  provider = "prisma-client-js"\n}\n\ndatasource db {\n  provider = "${provider}"\n}\n\n` +
      'model Event {\n  id   Int      @id @default(autoincrement())\n  name String\n  at   DateTime @default(now())\n}\n',
  )
  await project.must('nicol', ['generate'])
  const require = createRequire(join(project.folder, 'package.json'))
  return { project, ...require('@prisma/client'), adapter: require(packages[0]) }
}

test('PrismaPg: a schema, a password function, transactions, and an error with its code', async (t) => {
  const server = await startPostgres()
  const loaded = server && (await clientOf(t, 'postgresql', '@prisma/adapter-pg'))
  if (!loaded) return void server?.stop()
  t.after(() => server.stop())
  const { project, PrismaClient, Prisma, adapter } = loaded
  const url = new URL(await server.database('adapters'))
  await project.must('nicol', ['db', 'push', '--url', `${url}${url.search ? '&' : '?'}schema=sales`])
  let asked = 0
  const config = {
    host: url.hostname,
    port: Number(url.port),
    user: decodeURIComponent(url.username),
    database: url.pathname.slice(1),
    password: async () => `token ${++asked}`,
    max: 2,
    application_name: 'of the adapter',
  }
  const prisma = new PrismaClient({ adapter: new adapter.PrismaPg(config, { schema: 'sales' }) })
  t.after(() => prisma.$disconnect())
  const [made, count] = await prisma.$transaction([prisma.event.create({ data: { name: 'a' } }), prisma.event.count()])
  assert.deepEqual([made.name, count], ['a', 1])
  assert.ok(asked > 0, 'the function gave the password')
  const [seen] = await prisma.$queryRaw`SELECT current_setting('application_name') AS name, current_schema() AS schema`
  assert.deepEqual(seen, { name: 'of the adapter', schema: 'sales' })
  await assert.rejects(
    prisma.event.update({ where: { id: 99 }, data: { name: 'b' } }),
    (error) => error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2025',
  )
  await prisma.$disconnect()

  const wrong = new PrismaClient({ adapter: new adapter.PrismaPg({ ...config, database: 'nowhere' }) })
  await assert.rejects(wrong.event.count(), (error) => error.code === 'P1003')
  await wrong.$disconnect()
})

test('PrismaBetterSqlite3: its file, and dates in its form', async (t) => {
  const loaded = await clientOf(t, 'sqlite', '@prisma/adapter-better-sqlite3', 'better-sqlite3')
  if (!loaded) return
  const { project, PrismaClient, adapter } = loaded
  const file = join(project.folder, 'app.db')
  await project.must('nicol', ['db', 'push', '--url', `file:${file}`])
  const at = new Date('2030-01-31T12:00:00.123Z')
  for (const [timestampFormat, stored] of [[undefined, '2030-01-31T12:00:00.123+00:00'], ['unixepoch-ms', String(at.getTime())]]) {
    const factory = new adapter.PrismaBetterSqlite3({ url: `file:${file}` }, timestampFormat && { timestampFormat })
    const prisma = new PrismaClient({ adapter: factory })
    const { id } = await prisma.event.create({ data: { name: 'x', at } })
    const [row] = await prisma.$queryRaw`SELECT CAST("at" AS TEXT) AS "stored" FROM "Event" WHERE "id" = ${id}`
    assert.equal(row.stored, stored)
    assert.deepEqual((await prisma.event.findUniqueOrThrow({ where: { id } })).at, at)
    await prisma.$disconnect()
  }
})

test('PrismaLibSql on a file, PrismaNeon on any PostgreSQL', async (t) => {
  const use = async ({ project, PrismaClient, Prisma }, factory, url) => {
    await project.must('nicol', ['db', 'push', '--url', url])
    const prisma = new PrismaClient({ adapter: factory })
    const { id, at } = await prisma.event.create({ data: { name: 'x' } })
    const found = await prisma.$transaction(async (tx) => [await tx.event.findUnique({ where: { id } }), await tx.event.count()])
    assert.deepEqual(found, [{ id, name: 'x', at }, 1])
    const twice = prisma.event.create({ data: { id, name: 'y' } })
    await assert.rejects(twice, (error) => error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
    await prisma.$disconnect()
  }
  const libsql = await clientOf(t, 'sqlite', '@prisma/adapter-libsql')
  const url = `file:${join(libsql.project.folder, 'app.db')}`
  await use(libsql, new libsql.adapter.PrismaLibSql({ url }), url)
  const elsewhere = new libsql.PrismaClient({ adapter: new libsql.adapter.PrismaLibSql({ url: 'libsql://shop.turso.io' }) })
  await assert.rejects(elsewhere.event.count(), (error) => error instanceof libsql.Prisma.PrismaClientInitializationError && /over HTTP/.test(error.message))
  const server = await startPostgres()
  if (!server) return
  t.after(() => server.stop())
  const neon = await clientOf(t, 'postgresql', '@prisma/adapter-neon')
  const connectionString = server.database('neon')
  await use(neon, new neon.adapter.PrismaNeon({ connectionString }), connectionString)
})

test('an adapter of another database is refused when the client is made', async (t) => {
  const loaded = await clientOf(t, 'sqlite', '@prisma/adapter-pg')
  if (!loaded) return
  const { PrismaClient, Prisma, adapter } = loaded
  assert.throws(
    () => new PrismaClient({ adapter: new adapter.PrismaPg('postgresql://ada@h/d') }),
    (error) => error instanceof Prisma.PrismaClientInitializationError && /`postgres`.*`sqlite`/.test(error.message),
  )
})
