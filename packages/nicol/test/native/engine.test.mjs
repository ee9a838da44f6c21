/** The engine on the addon, on PostgreSQL and SQLite: requests, values, transactions, errors, events. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'

import { onEachDatabase } from '../support/databases.mjs'
import { folder, prepared } from '../support/engine.mjs'
import { AnyNull, createEngine, DbNull, Decimal, FieldRef, JsonNull, skip } from '../support/native.ts'

const models = (lists) => `
model User {
  id      Int      @id @default(autoincrement())
  email   String   @unique
  name    String?
  posts   Post[]
}
model Post {
  id       Int     @id @default(autoincrement())
  title    String
  views    Int     @default(0)
  likes    Int     @default(0)
  authorId Int?
  author   User?   @relation(fields: [authorId], references: [id])
}
model Thing {
  id      Int       @id @default(autoincrement())
  big     BigInt?
  float   Float?
  decimal Decimal?
  at      DateTime?
  bytes   Bytes?
  json    Json?
  flag    Boolean?
  ${lists ? 'texts String[]\n  bigs BigInt[]' : ''}
}
`

await onEachDatabase('native', models, ({ isPostgres, ...settings }) => {
  const engine = createEngine(settings)
  after(() => engine.disconnect())
  const run = (model, action, args, transaction) => engine.run({ model, action, args }, transaction)
  const thing = (data) => run('Thing', 'create', { data })
  const refused = async (work, expected) => {
    const error = await work.then(
      (value) => assert.fail(`no error, but ${JSON.stringify(value)}`),
      (reason) => reason,
    )
    for (const [key, value] of Object.entries(expected)) {
      if (value instanceof RegExp) assert.match(error[key], value)
      else assert.deepEqual(error[key], value, `${key} of ${JSON.stringify(error)}`)
    }
  }

  test('requests bring what they ask for, keys in their order', async () => {
    await engine.connect()
    const posts = { create: [{ title: 'one' }, { title: 'two', views: 7 }] }
    const user = await run('User', 'create', { data: { email: 'a@example.com', posts }, include: { posts: true } })
    assert.deepEqual(Object.keys(user), ['id', 'email', 'name', 'posts'])
    assert.deepEqual(user.posts.map((post) => [post.title, post.views, post.authorId]), [
      ['one', 0, user.id],
      ['two', 7, user.id],
    ])
    assert.equal(await run('Post', 'count', undefined), 2)
    assert.deepEqual(await run('Post', 'aggregate', { _sum: { views: true }, _count: true }), { _count: 2, _sum: { views: 7 } })
    assert.equal(await run('User', 'findUnique', { where: { id: 999 } }), null)
  })

  test('values come back as what they were', async () => {
    const values = {
      big: 9007199254740993n,
      float: 1.5,
      decimal: new Decimal('123.4500'),
      at: new Date('2024-02-29T12:34:56.789Z'),
      bytes: Uint8Array.from([0, 255, 7]),
      json: { a: [1, null, 'ü', { $type: 'Date', value: { deep: true } }], $type: 'mine' },
      flag: true,
    }
    const { id: _id, texts: _texts, bigs: _bigs, ...found } = await thing(values)
    assert.ok(Decimal.isDecimal(found.decimal) && found.decimal.equals('123.45'))
    assert.ok(found.at instanceof Date)
    assert.ok(found.bytes instanceof Uint8Array && !Buffer.isBuffer(found.bytes))
    assert.deepEqual({ ...found, decimal: null }, { ...values, decimal: null })
  })

  test('all forms of values are taken', async () => {
    const bytes = new Uint8Array([9, 1, 2, 9]).subarray(1, 3)
    for (const form of [bytes, Buffer.from([1, 2]), bytes.slice().buffer, new DataView(bytes.buffer, 1, 2)]) {
      assert.deepEqual((await thing({ bytes: form })).bytes, Uint8Array.from([1, 2]))
    }
    assert.equal((await thing({ big: '12' })).big, 12n)
    assert.equal((await thing({ big: 12 })).big, 12n)
    assert.equal(String((await thing({ decimal: '1e3' })).decimal), '1000')
    assert.deepEqual((await thing({ at: '2024-01-01T00:00:00+02:00' })).at, new Date('2023-12-31T22:00:00Z'))
    const json = { at: new Date(0), big: 1n, bytes, decimal: new Decimal('1.50'), own: { toJSON: () => ['x'] }, gone: undefined }
    const plain = { at: '1970-01-01T00:00:00.000Z', big: '1', bytes: 'AQI=', decimal: '1.5', own: ['x'] }
    assert.deepEqual((await thing({ json })).json, plain)
    assert.deepEqual((await thing({ json: { $type: 'x', ...json } })).json, { $type: 'x', ...plain })
  })

  test('floats that JSON lacks', async () => {
    if (isPostgres) {
      for (const float of [NaN, Infinity, -Infinity]) assert.equal((await thing({ float })).float, float)
    }
    assert.equal((await thing({ float: null })).float, null)
    assert.equal((await thing({ float: 5e-324 })).float, 5e-324)
    await refused(run('Post', 'create', { data: { title: 'x', views: NaN } }), { kind: 'InvalidArgumentType', code: undefined })
  })

  test('nulls of JSON', async () => {
    const [none, null_] = [await thing({ json: DbNull }), await thing({ json: JsonNull })]
    const ids = async (json) => {
      const found = await run('Thing', 'findMany', { where: { json: { equals: json }, id: { in: [none.id, null_.id] } } })
      return found.map((row) => row.id)
    }
    assert.deepEqual(await ids(DbNull), [none.id])
    assert.deepEqual(await ids(JsonNull), [null_.id])
    assert.deepEqual(await ids(AnyNull), [none.id, null_.id])
  })

  test('undefined and skip are absent, in lists they are errors', async () => {
    const user = await run('User', 'create', { data: { email: 'u@example.com', name: undefined, posts: skip } })
    assert.equal(user.name, null)
    const where = { email: { in: ['x', undefined] } }
    await refused(run('User', 'findMany', { where }), { kind: 'InvalidArgumentValue', path: ['where', 'email', 'in', '1'] })
    await refused(run('User', 'findMany', { where: { email: { in: [skip] } } }), { path: ['where', 'email', 'in', '0'] })
  })

  test('references to columns', async () => {
    await run('Post', 'createMany', { data: [{ title: 'same', views: 3, likes: 3 }, { title: 'other', views: 3, likes: 4 }] })
    const where = { views: { equals: new FieldRef('Post', 'likes', 'Int', false, false) }, title: { in: ['same', 'other'] } }
    assert.deepEqual((await run('Post', 'findMany', { where })).map((post) => post.title), ['same'])
  })

  test('what is no data is refused, with its place', async () => {
    const wrong = [
      [{ email: () => 'x' }, ['data', 'email']],
      [{ email: Symbol('x') }, ['data', 'email']],
      [{ email: 'x', posts: { create: [{ title: () => 1 }] } }, ['data', 'posts', 'create', '0', 'title']],
    ]
    for (const [data, path] of wrong) {
      await refused(run('User', 'create', { data }), { kind: 'InvalidArgumentValue', path, message: /toJSON/ })
    }
    await refused(thing({ at: new Date(NaN) }), { kind: 'InvalidArgumentValue', path: ['data', 'at'] })
    class Money {
      constructor(amount) {
        this.amount = amount
      }
    }
    assert.deepEqual((await thing({ json: { cost: new Money(3), list: [new Money(4)] } })).json, { cost: { amount: 3 }, list: [{ amount: 4 }] })
    const frozen = Object.freeze({ data: Object.freeze({ at: new Date(5), big: 2n, json: Object.freeze([Object.freeze({ at: new Date(6) })]) }) })
    assert.deepEqual((await run('Thing', 'create', frozen)).json, [{ at: '1970-01-01T00:00:00.006Z' }])
    const endless = {}
    endless.self = endless
    await refused(thing({ json: endless }), { kind: 'InvalidArgumentValue', message: /hold itself/ })
  })

  test('a request that does not fit tells the place', async () => {
    await refused(run('User', 'findMany', { where: { nmae: 'x' } }), { path: ['where', 'nmae'], message: /`name`/, code: undefined })
    await refused(run('User', 'findMany', { take: 'x' }), { path: ['take'], kind: 'InvalidArgumentValue' })
    await refused(run('User', 'create', { data: {} }), { path: ['data', 'email'], kind: 'RequiredArgumentMissing' })
    await refused(run('Post', 'create', { data: { title: 'x', views: 2 ** 31 } }), { code: 'P2020' })
  })

  test('objects with keys of prototypes are data or errors, never more', async () => {
    const nasty = JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": 1}, "toString": null}')
    const { json } = await thing({ json: nasty })
    assert.ok(Object.hasOwn(json, '__proto__'))
    assert.deepEqual(Object.entries(json).sort(), Object.entries(nasty).sort())
    assert.equal({}.polluted, undefined)
    assert.equal(Object.getPrototypeOf(json), Object.prototype)
    await refused(run('User', 'findMany', JSON.parse('{"where": {"__proto__": {"id": 1}}}')), { path: ['where', '__proto__'] })
    const bare = Object.assign(Object.create(null), { where: Object.assign(Object.create(null), { id: -1 }) })
    assert.deepEqual(await run('User', 'findMany', bare), [])
    assert.deepEqual(await run('User', 'findMany', Object.create({ where: { nothing: 1 } }, {})), await run('User', 'findMany', {}))
  })

  test('text of any kind', async () => {
    for (const name of ["'; DROP TABLE \"User\"; --", 'é ü 😀 \u2028', '\\ud800 "', '', '\u0001\t\n']) {
      const user = await run('User', 'create', { data: { email: `t${Math.random()}`, name } })
      assert.equal(user.name, name)
    }
    const user = await run('User', 'create', { data: { email: 'lone', name: 'a\ud800b\\\udc00' } })
    assert.equal(user.name, 'a\ufffdb\\\ufffd')
  })

  test('look-ups of one tick, each with its own end', async () => {
    const [a, b] = await Promise.all(['l1', 'l2'].map((email) => run('User', 'create', { data: { email } })))
    const look = (id, action = 'findUnique') => ({ model: 'User', action, args: { where: { id } } })
    const settled = await engine.runAll([look(a.id), look(-1), look(b.id)])
    assert.deepEqual(settled, [{ value: a }, { value: null }, { value: b }])
    const bad = { model: 'User', action: 'findUnique', args: { where: { id: () => 1 } } }
    const mixed = await engine.runAll([look(a.id), bad, look(-1, 'findUniqueOrThrow')])
    assert.deepEqual(mixed[0], { value: a })
    assert.equal(mixed[1].error.kind, 'InvalidArgumentValue')
    assert.equal(mixed[2].error.code, 'P2025')
  })

  test('a batch is all or nothing', async () => {
    const create = (email) => ({ model: 'User', action: 'create', args: { data: { email } } })
    const count = { model: 'User', action: 'count', args: { where: { email: { startsWith: 'batch' } } } }
    const raw = { raw: 'query', sql: 'SELECT 1 AS "one"', values: [] }
    const [one, two, three] = await engine.batch([create('batch1'), count, raw], {})
    assert.equal(one.email, 'batch1')
    assert.equal(two, 1)
    assert.equal(Number(three[0].one), 1)
    await refused(engine.batch([create('batch2'), create('batch1')], {}), { code: 'P2002', batchIndex: 1 })
    await refused(engine.batch([create('batch2'), create(Symbol('x'))], {}), { kind: 'InvalidArgumentValue', batchIndex: 1 })
    assert.equal(await run('User', 'count', count.args), 1)
  })

  test('transactions, and transactions in them', async () => {
    const emails = ['keep', 'inner', 'outer', 'batched']
    const outer = await engine.begin({ timeout: 60_000 })
    await run('User', 'create', { data: { email: 'keep' } }, outer)
    const inner = await engine.begin({}, outer)
    await run('User', 'create', { data: { email: 'inner' } }, inner)
    await engine.rollback(inner)
    await engine.batch([{ model: 'User', action: 'create', args: { data: { email: 'batched' } } }], {}, outer)
    await engine.commit(outer)
    const found = await run('User', 'findMany', { where: { email: { in: emails } }, orderBy: { id: 'asc' } })
    assert.deepEqual(found.map((user) => user.email), ['keep', 'batched'])
    await refused(run('User', 'count', {}, outer), { code: 'P2028', message: /committed/ })
    await refused(engine.commit(outer), { code: 'P2028' })
    await refused(run('User', 'count', {}, 12345), { code: 'P2028' })

    const undone = await engine.begin({ isolationLevel: 'Serializable' })
    await run('User', 'deleteMany', {}, undone)
    await engine.rollback(undone)
    assert.ok((await run('User', 'count', {})) > 0)
    await refused(engine.begin({ isolationLevel: 'Nonsense' }), { code: 'P2023' })
    await refused(engine.begin({ timeout: 0 }), { code: 'P2028' })
  })

  test('a transaction ends when its time is over, even if that comes at once', async () => {
    // Several: the time may be over before the transaction is there for everybody.
    for (let round = 0; round < 20; round++) {
      const late = await engine.begin({ timeout: 1, maxWait: 60_000 })
      const ended = async () => {
        for (;;) {
          try {
            await run('User', 'count', {}, late)
          } catch (error) {
            return error
          }
        }
      }
      const error = await ended()
      assert.equal(error.code, 'P2028')
      assert.equal(error.meta.timeout, 1)
      await assert.rejects(engine.commit(late))
    }
  })

  test('a transaction without a statement, and one that others begin beside it', async () => {
    const all = Array.from({ length: 30 }, async (_, i) => {
      const id = await engine.begin({ maxWait: 60_000, timeout: 60_000 })
      if (i % 3) await run('User', 'count', {}, id)
      await (i % 2 ? engine.commit(id) : engine.rollback(id))
    })
    await Promise.all(all)
  })

  test('texts that no socket takes at once, side by side', async () => {
    const sizes = [6_000_000, 3, 2_000_000, 70_000]
    const made = await Promise.all(sizes.map((size) => run('User', 'create', { data: { email: `${size}`, name: 'ä'.repeat(size) } })))
    assert.deepEqual(made.map(({ name }) => name.length), sizes)
    const args = { where: { id: { in: made.map(({ id }) => id) } }, orderBy: { id: 'asc' } }
    const found = await run('User', 'findMany', args)
    for (const { email, name } of found) assert.ok(name === 'ä'.repeat(Number(email)))
    assert.equal((await run('User', 'deleteMany', { where: args.where })).count, sizes.length)
  })

  test('raw statements', async () => {
    const mark = (place) => (isPostgres ? `$${place}` : '?')
    const sql = `UPDATE "User" SET "name" = ${mark(1)} WHERE "email" = ${mark(2)}`
    assert.equal(await engine.raw({ raw: 'execute', sql, values: ['raw', 'keep'] }), 1)
    const query = `SELECT "id", "email", "name" FROM "User" WHERE "name" = ${mark(1)}`
    const rows = await engine.raw({ raw: 'query', sql: query, values: ['raw'] })
    assert.deepEqual(rows.map(({ email, name }) => ({ email, name })), [{ email: 'keep', name: 'raw' }])
    await refused(engine.raw({ raw: 'query', sql: 'SELEKT', values: [] }), { code: 'P2010' })
  })

  test('errors of the database', async () => {
    await refused(run('User', 'create', { data: { email: 'keep' } }), { code: 'P2002' })
    await refused(run('User', 'update', { where: { id: -1 }, data: { name: 'x' } }), { code: 'P2025' })
    await refused(run('User', 'findUniqueOrThrow', { where: { id: -1 } }), { code: 'P2025' })
  })

  test('after a disconnect a request connects again', async () => {
    const count = await run('User', 'count', {})
    await engine.disconnect()
    assert.equal(await run('User', 'count', {}), count)
  })

  test('health and metrics', async () => {
    const health = await engine.health()
    assert.equal(health.ok, true)
    assert.ok(health.latency >= 0 && health.pool.open >= 1 && health.pool.limit >= 1)
    const keys = engine.metrics().gauges.map((gauge) => gauge.key)
    assert.ok(keys.includes('prisma_pool_connections_open'))
    const counting = createEngine({ ...settings, metrics: true })
    await counting.run({ model: 'User', action: 'count', args: undefined })
    const total = counting.metrics().counters.find((counter) => counter.key === 'prisma_client_queries_total')
    assert.equal(total.value, 1)
    await counting.disconnect()
  })

  test('events of what is listened to', async () => {
    const told = []
    engine.listen(['query', 'error'], (event) => told.push(event))
    await run('User', 'findFirst', { where: { email: 'keep' } })
    await assert.rejects(run('User', 'create', { data: { email: 'keep' } }))
    engine.listen([], undefined)
    await run('User', 'count', {})
    const [query] = told
    assert.equal(query.level, 'query')
    assert.match(query.query, /SELECT.*"email"/)
    assert.match(query.params, /"keep"/)
    assert.ok(query.timestamp instanceof Date && query.duration >= 0)
    assert.ok(told.some((event) => event.level === 'error' && event.message.length > 0))
    assert.ok(!told.some((event) => /COUNT/.test(event.query ?? '')))
  })

  test('a client keeps its connections when somebody begins to listen, and when nobody does any more', async () => {
    // What only the connection has: its process, and the tables of a database in memory.
    const url = isPostgres ? `${settings.url}?connection_limit=1` : 'file::memory:'
    const one = createEngine({ ...settings, url })
    const ask = (sql) => one.raw({ raw: 'query', sql, values: [] })
    if (!isPostgres) await one.raw({ raw: 'execute', sql: 'CREATE TABLE kept AS SELECT 1 AS it', values: [] })
    const sql = isPostgres ? 'SELECT pg_backend_pid() AS it' : 'SELECT it FROM kept'
    const before = await ask(sql)
    const told = []
    one.listen(['query'], (event) => told.push(event.query))
    assert.deepEqual(await ask(sql), before)
    await new Promise((done) => setImmediate(done))
    one.listen([], undefined)
    assert.deepEqual(await ask(sql), before)
    await new Promise((done) => setImmediate(done))
    assert.deepEqual(told, [sql])
    await one.disconnect()
  })

  test('events carry the trace context of their operation, raw statements their comment', async () => {
    const told = []
    engine.listen(['query'], (event) => told.push(event))
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    await engine.run({ model: 'User', action: 'findFirst', args: {}, traceparent })
    await run('User', 'findFirst', {})
    await engine.raw({ raw: 'query', sql: 'SELECT 1 AS "one"', values: [], comment: "/*tag='x'*/" })
    engine.listen([], undefined)
    await run('User', 'count', {})
    const shown = told.map((event) => [event.level, event.traceparent])
    // A plan is made once, and told of where there is a trace.
    const statements = shown.filter(([level]) => level !== 'compile')
    assert.ok(shown.every(([level, parent]) => level !== 'compile' || parent === traceparent))
    assert.deepEqual(statements, [['query', traceparent], ['query', undefined], ['query', undefined]])
    assert.match(told.at(-1).query, /SELECT 1 AS "one" \/\*tag='x'\*\/$/)
  })

  test('what results leave out', async () => {
    const leaving = createEngine({ ...settings, omit: { user: { email: true } } })
    const args = { where: { email: 'keep' } }
    assert.deepEqual(Object.keys(await leaving.run({ model: 'User', action: 'findFirst', args })), ['id', 'name'])
    await leaving.disconnect()
  })

  if (isPostgres) {
    test('each connection asks for its password, and an error of that is told', async () => {
      let asked = 0
      const asking = createEngine({ ...settings, password: async () => `secret${asked++}` })
      await asking.run({ model: 'User', action: 'count', args: undefined })
      assert.equal(asked, 1)
      await asking.disconnect()
      const failing = createEngine({ ...settings, password: () => Promise.reject(new Error('the vault is shut')) })
      await refused(failing.connect(), { message: /the vault is shut/ })
    })

    test('the health of a database that is not there is told, without its password', async () => {
      const secret = 'only-for-me'
      const engine = createEngine({ ...settings, url: `postgresql://me:${secret}@127.0.0.1:1/none` })
      const { ok, error, pool } = await engine.health(50)
      assert.equal(ok, false)
      assert.match(error, /127\.0\.0\.1/)
      assert.ok(!error.includes(secret))
      assert.equal(pool.open, 0)
      await engine.disconnect()
    })

    test('lists', async () => {
      const made = await thing({ texts: ['a', 'ü', ''], bigs: [1n, -9007199254740993n] })
      assert.deepEqual(made.texts, ['a', 'ü', ''])
      assert.deepEqual(made.bigs, [1n, -9007199254740993n])
      assert.deepEqual((await thing({})).texts, [])
    })
  }
})

describe('a client that cannot be', () => {
  const { dataModel } = prepared('sqlite', models(false), `file:${join(folder(), 'none.db')}`)
  const model = { model: 'User', action: 'count', args: undefined }

  test('its address is told with the first request', async () => {
    for (const url of ['nonsense', 'postgresql://localhost/x', '']) {
      await assert.rejects(createEngine({ dataModel, url }).run(model), (error) => {
        assert.equal(error.fault, 'initialization')
        assert.equal(error.code, 'P1013')
        return true
      })
    }
  })

  test('so is a model of another version', async () => {
    const engine = createEngine({ dataModel: 'AAAA', url: 'file:./x.db' })
    await assert.rejects(engine.run(model), { fault: 'initialization', message: /Generate it again/ })
  })
})
