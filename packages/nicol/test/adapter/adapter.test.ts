import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'node:test'
import tls from 'node:tls'
import { fileURLToPath } from 'node:url'
import { AdapterError, checkAdapter, fromAdapter } from '../../src/adapter/index.ts'
import { published } from '../support/oracle.mjs'
import { installed } from '../support/packages.mjs'

const pg = published('@prisma/adapter-pg')
const sqlite = published('@prisma/adapter-better-sqlite3')

/** What is read from `new PrismaPg(...)`, with the URL's parameters apart. */
async function read(config: unknown, options?: unknown) {
  const adapter = new pg.PrismaPg(config, options)
  checkAdapter(adapter, 'postgresql')
  const { settings, release } = await fromAdapter(adapter)
  await release?.()
  const [url = '', query = ''] = settings.url.split('?')
  return { ...settings, url, parameters: Object.fromEntries(new URLSearchParams(query)) }
}

test('adapter-pg: a connection string', { skip: !pg }, async () => {
  const settings = await read({ connectionString: 'postgresql://ada:s%40me@db.internal:6543/shop?application_name=web' })
  assert.equal(settings.url, 'postgresql://ada:s%40me@db.internal:6543/shop')
  assert.deepEqual(settings.parameters, {
    application_name: 'web',
    connect_timeout: '0',
    connection_limit: '10',
    max_connection_lifetime: '0',
    max_idle_connection_lifetime: '10',
    pool_timeout: '0',
    sslmode: 'disable',
  })
  assert.equal(settings.password, undefined)
  assert.deepEqual(await read('postgresql://ada:s%40me@db.internal:6543/shop?application_name=web'), settings, 'as a text')
})

test('adapter-pg: parts, limits and the schema', { skip: !pg }, async () => {
  const settings = await read(
    {
      host: '/var/run/pg',
      user: 'ada',
      database: 'my shop',
      max: 3,
      connectionTimeoutMillis: 1500,
      idleTimeoutMillis: 0,
      statement_timeout: 250,
      options: '-c search_path=x',
      query_timeout: 2000,
    },
    { schema: 'sales' },
  )
  assert.equal(settings.url, 'postgresql://ada@localhost:5432/my%20shop')
  assert.equal(settings.parameters.host, '/var/run/pg')
  assert.equal(settings.parameters.schema, 'sales')
  assert.equal(settings.parameters.options, '-c search_path=x -c statement_timeout=250')
  const { connection_limit, connect_timeout, pool_timeout, socket_timeout } = settings.parameters
  assert.deepEqual([connection_limit, connect_timeout, pool_timeout, socket_timeout], ['3', '2', '2', '2'])
})

test('adapter-pg: what `PG…` variables say', { skip: !pg }, async (t) => {
  const before = { ...process.env }
  t.after(() => void (process.env = before))
  Object.assign(process.env, { PGHOST: '::1', PGPORT: '7000', PGUSER: 'eve', PGPASSWORD: 'sesame', PGDATABASE: 'd' })
  assert.equal((await read({})).url, 'postgresql://eve:sesame@[::1]:7000/d')
})

test('adapter-pg: a password function is asked for each connection', { skip: !pg }, async () => {
  let asked = 0
  const settings = await read({ user: 'ada', host: 'h', database: 'd', password: async () => `token ${++asked}` })
  assert.equal(settings.url, 'postgresql://ada@h:5432/d')
  assert.equal(await settings.password?.(), 'token 1')
  assert.equal(await settings.password?.(), 'token 2')
})

test('adapter-pg: TLS objects', { skip: !pg }, async (t) => {
  const before = process.env.NODE_EXTRA_CA_CERTS
  delete process.env.NODE_EXTRA_CA_CERTS
  t.after(() => before && (process.env.NODE_EXTRA_CA_CERTS = before))
  const base = { user: 'ada', host: 'h', database: 'd' }
  const mode = async (ssl: unknown) => {
    const settings = await read({ ...base, ssl })
    return [settings.parameters.sslmode, settings.tls?.authorities?.split('BEGIN').length]
  }
  const known = tls.rootCertificates.length + 1
  assert.deepEqual(await mode(false), ['disable', undefined])
  assert.deepEqual(await mode(true), ['verify-full', known])
  assert.deepEqual(await mode({ rejectUnauthorized: false }), ['require', undefined])
  assert.deepEqual(await mode({ ca: ['BEGIN a', Buffer.from('BEGIN b')] }), ['verify-full', 3])
  assert.deepEqual(await mode({ checkServerIdentity: () => undefined }), ['verify-ca', known])
  assert.deepEqual(await mode({ checkServerIdentity: tls.checkServerIdentity }), ['verify-full', known])
  const { tls: texts } = await read({ ...base, ssl: { cert: 'C', key: 'K', servername: 'db', rejectUnauthorized: false } })
  assert.deepEqual(texts, { identity: 'C\nK', serverName: 'db' })
  await assert.rejects(read({ ...base, ssl: { passphrase: 'x' } }), /ssl\.passphrase/)
})

test('adapter-pg: a pool of the application is left alone, unless it is given away', { skip: !pg }, async () => {
  const { Pool } = published('pg')
  const adapterWith = (pool: unknown, options?: object) => new pg.PrismaPg(pool, options)
  const pool = new Pool({ connectionString: 'postgresql://ada@h/d', max: 4 })
  const kept = await fromAdapter(adapterWith(pool))
  assert.match(kept.settings.url, /^postgresql:\/\/ada@h:5432\/d\?.*connection_limit=4/)
  await kept.release?.()
  assert.equal(pool.ending, false)
  const given = await fromAdapter(adapterWith(pool, { disposeExternalPool: true }))
  assert.equal(pool.ending, false, 'the client may still need it')
  await given.release?.()
  assert.equal(pool.ended, true)
})

test('adapter-better-sqlite3: the file, read from a connection that is closed again', { skip: !sqlite }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'nicol-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'dev ö.db')
  const read = async (config: object, options?: object) => {
    const adapter = new sqlite.PrismaBetterSqlite3(config, options)
    checkAdapter(adapter, 'sqlite')
    return (await fromAdapter(adapter)).settings
  }
  assert.deepEqual(await read({ url: `file:${path}` }), { url: `file:${path}`, dates: 'iso8601' })
  assert.deepEqual(await read({ url: path }, { timestampFormat: 'unixepoch-ms' }), { url: `file:${path}`, dates: 'unixepoch-ms' })
  assert.equal((await read({ url: path, readonly: true })).url, `file:${path}?mode=ro`)
  assert.equal((await read({ url: ':memory:' })).url, 'file::memory:')
})

/** One of the packages that lie beside this. */
const other = (name: string) => createRequire(join(installed('adapters', dirname(fileURLToPath(import.meta.url))), 'x'))(name)

test('adapter-neon: its database by PostgreSQL\'s own protocol', async () => {
  const { PrismaNeon, PrismaNeonHttp } = other('@prisma/adapter-neon')
  const read = async (config: object, options?: object) => {
    const adapter = new PrismaNeon(config, options)
    checkAdapter(adapter, 'postgresql')
    const { settings, release } = await fromAdapter(adapter)
    await release?.()
    return { ...settings, parameters: new URLSearchParams(settings.url.split('?')[1]) }
  }
  const connectionString = 'postgresql://ada:pw@ep-x.eu.aws.neon.tech/shop'
  for (const end of ['', '?sslmode=require']) {
    const { url, parameters, tls } = await read({ connectionString: connectionString + end, max: 3 }, { schema: 'sales' })
    assert.match(url, /^postgresql:\/\/ada:pw@ep-x\.eu\.aws\.neon\.tech:5432\/shop\?/)
    assert.deepEqual(['sslmode', 'schema', 'connection_limit'].map((name) => parameters.get(name)), ['verify-full', 'sales', '3'])
    assert.ok(tls?.authorities)
  }
  const near = await read({ connectionString: 'postgresql://ada@localhost/shop' })
  assert.equal(near.parameters.get('sslmode'), 'disable')
  const http = new PrismaNeonHttp(connectionString, {})
  checkAdapter(http, 'postgresql')
  await assert.rejects(fromAdapter(http), /`PrismaNeonHttp` asks over HTTP.*`PrismaNeon` and `PrismaPg` can be used/)
})

test('adapter-libsql: files, and nothing that is elsewhere', async (t) => {
  const { PrismaLibSql } = other('@prisma/adapter-libsql')
  const folder = mkdtempSync(join(tmpdir(), 'nicol-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'dev.db')
  const read = async (config: object, options?: object) => {
    const adapter = new PrismaLibSql(config, options)
    checkAdapter(adapter, 'sqlite')
    return (await fromAdapter(adapter)).settings
  }
  assert.deepEqual(await read({ url: `file:${path}` }), { url: `file:${path}`, dates: 'iso8601' })
  assert.equal((await read({ url: `file:${path}` }, { timestampFormat: 'unixepoch-ms' })).dates, 'unixepoch-ms')
  assert.equal((await read({ url: ':memory:' })).url, 'file::memory:')
  for (const url of ['libsql://shop.turso.io', 'https://shop.turso.io', 'ws://localhost:8080']) {
    await assert.rejects(read({ url, authToken: 'secret' }), (error: Error) => /cannot be used: its database is reached over (HTTP|WS)/.test(error.message) && !error.message.includes('secret'))
  }
  writeFileSync(`${path}-info`, '')
  await assert.rejects(read({ url: `file:${path}` }), /a replica of another database/)
})

test('adapters of other databases are refused before they connect', () => {
  const { PrismaPlanetScale } = other('@prisma/adapter-planetscale')
  const { PrismaMariaDb } = other('@prisma/adapter-mariadb')
  const { PrismaPostgresAdapter } = other('@prisma/adapter-ppg')
  const refuses = (adapter: unknown, provider: string, pattern: RegExp) =>
    assert.throws(() => checkAdapter(adapter, provider), (error) => error instanceof AdapterError && pattern.test(error.message))
  refuses(new PrismaPlanetScale({ url: 'mysql://ada:pw@h/d' }), 'postgresql', /`mysql`.*`postgresql`. Nicol is for PostgreSQL and SQLite/)
  refuses(new PrismaMariaDb('mysql://ada:pw@h/d'), 'sqlite', /`@prisma\/adapter-mariadb` is for `mysql`/)
  refuses(new PrismaPostgresAdapter({ connectionString: 'postgres://ada:pw@db.prisma.io/d' }), 'postgresql', /over HTTP.*`PrismaPg`/)
})

test('adapters that can not be used say why', async () => {
  const refuses = (adapter: unknown, pattern: RegExp, provider = 'postgresql') =>
    assert.throws(() => checkAdapter(adapter, provider), (error) => error instanceof AdapterError && pattern.test(error.message))
  const connect = async () => ({})
  for (const none of [null, 7, {}, { connect: 7 }]) refuses(none, /is no driver adapter/)
  refuses({ adapterName: '@prisma/adapter-d1', provider: 'sqlite', connect }, /Workers/, 'sqlite')
  refuses({ adapterName: '@prisma/adapter-mssql', provider: 'sqlserver', connect }, /`sqlserver`.*`postgresql`. Nicol is for/)
  refuses({ adapterName: '@prisma/adapter-pg', provider: 'postgres', connect }, /`sqlite`. Use an adapter/, 'sqlite')

  let isClosed = false
  const bound = { queryRaw: async () => ({ columnNames: [], rows: [] }), dispose: async () => void (isClosed = true) }
  const open = (name: string, provider: string, more: object) => ({
    adapterName: name,
    provider,
    connect: async () => ({ provider, ...bound, ...more }),
  })
  await assert.rejects(fromAdapter(open('an-adapter', 'postgres', {}) as never), /`an-adapter` cannot be used: .*no pool of node-postgres/)
  assert.equal(isClosed, true, 'nothing stays open')
})
