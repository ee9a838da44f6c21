// The constructor's options, where the URL comes from, and what a client looks like.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { inspect } from 'node:util'
import { client, config, FakeEngine, runtime } from '../support/fake-engine.mjs'

const folder = mkdtempSync(join(tmpdir(), 'nicol-constructor-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** What the engine was told of the connection. */
async function connection(options, more = {}) {
  const { prisma, made } = client(options, more)
  await prisma.$connect()
  return made[0].connection
}

test('options of Prisma 6, of 7, and none', async () => {
  assert.equal((await connection(undefined)).url, 'postgresql://localhost/test')
  assert.equal((await connection({ datasourceUrl: 'postgresql://a/b' })).url, 'postgresql://a/b')
  assert.equal((await connection({ datasources: { db: { url: 'postgresql://a/c' } } })).url, 'postgresql://a/c')
  assert.equal((await connection({ datasourceUrl: undefined, datasources: undefined, log: [], errorFormat: 'minimal' })).url, 'postgresql://localhost/test')
  const { made, prisma } = client({ omit: { user: { password: true } }, queryPlanCacheMaxSize: 5 }, { flavour: 6 })
  await prisma.user.findMany()
  assert.deepEqual(made[0].omit, { user: { password: true } })
  assert.equal(made[0].planCacheSize, 5)
})

test('the URL comes from the environment when it is needed', async () => {
  const datasource = { name: 'db', url: { env: 'NICOL_TEST_URL' }, directory: '../prisma' }
  const { prisma, made, engine } = client({}, { datasource, dirname: join(folder, 'generated') })
  const error = await prisma.user.findMany().catch((e) => e)
  assert.ok(error instanceof runtime.PrismaClientInitializationError)
  assert.match(error.message, /`NICOL_TEST_URL` is not set/)
  // The last line: those above it are of this file.
  const lastLine = async (client) => (await client.user.findMany().catch((e) => e)).message.split('\n').at(-1)
  assert.match(await lastLine(prisma), /--env-file=\.env/)
  assert.doesNotMatch(await lastLine(client({}, { datasource, flavour: 6 }).prisma), /--env-file/)
  assert.equal(error.errorCode, 'P1012')
  process.env.NICOL_TEST_URL = 'file:./dev.db'
  await prisma.user.findMany()
  assert.deepEqual(made[0].connection, { url: 'file:./dev.db', relativeTo: resolve(folder, 'prisma') })
  assert.equal(engine.calls.length, 1)

  process.env.DATABASE_URL = 'postgresql://env/url'
  assert.equal((await connection({}, { datasource: { name: 'db', url: null, directory: '.' } })).url, 'postgresql://env/url')
})

test('a client of a schema with `url` reads `.env` and overrides nothing', async () => {
  writeFileSync(join(folder, '.env'), '# comment\nNICOL_A=file\nexport NICOL_B="two words" # more\nNICOL_C=${NICOL_B}!\nNICOL_D=\'$x\'\n')
  process.env.NICOL_A = 'set'
  client({}, { flavour: 6, datasource: { name: 'db', url: { env: 'NICOL_A' }, directory: '.' }, dirname: folder })
  const { NICOL_A, NICOL_B, NICOL_C, NICOL_D } = process.env
  assert.deepEqual({ NICOL_A, NICOL_B, NICOL_C, NICOL_D }, { NICOL_A: 'set', NICOL_B: 'two words', NICOL_C: 'two words!', NICOL_D: '$x' })
})

test('what makes no sense is refused, with the nearest name', () => {
  const { PrismaClient } = client()
  /** @type {[unknown, RegExp][]} */
  const wrong = [
    [{ logg: [] }, /Unknown property logg .*Did you mean "log"\?/],
    [5, /Invalid value 5/],
    [null, /Invalid value null/],
    [{ log: 'query' }, /"log"/],
    [{ log: ['qery'] }, /Invalid log level "qery".*Did you mean "query"\?/],
    [{ log: [{ level: 'query', emit: 'stdot' }] }, /Did you mean "stdout"\?/],
    [{ log: [{ levl: 'query' }] }, /Invalid property levl/],
    [{ errorFormat: 'prety' }, /Did you mean "pretty"\?/],
    [{ transactionOptions: { timeout: 0 } }, /timeout needs to be greater than 0/],
    [{ transactionOptions: { maxWait: -1 } }, /maxWait needs to be greater than 0/],
    [{ datasourceUrl: 5 }, /"datasourceUrl"/],
    [{ datasources: { dd: { url: 'x' } } }, /Unknown datasource dd.*Did you mean "db"\?/],
    [{ datasources: { db: 'x' } }, /It should be \{ url/],
    [{ datasourceUrl: 'a', datasources: { db: { url: 'b' } } }, /Give one of them/],
    [{ accelerateUrl: 'prisma://x' }, /not supported.*Accelerate/],
    [{ comments: {} }, /"comments"/],
    [{ comments: [1] }, /index 0/],
    [{ queryPlanCacheMaxSize: 1.5 }, /"queryPlanCacheMaxSize"/],
    [{ omit: null }, /can not be `null`/],
    [{ omit: { usr: {} } }, /Unknown model name: usr.*Did you mean "user"\?/],
    [{ omit: { user: { pasword: true } } }, /does not have a field named "pasword".*Did you mean "password"\?/],
    [{ omit: { user: { posts: true } } }, /"posts" is a relation/],
    [{ omit: { user: { password: 1 } } }, /must be true or false/],
    [{ __internal: { engin: 1 } }, /Did you mean "engine"\?/],
  ]
  for (const [options, text] of wrong) {
    assert.throws(() => new PrismaClient(options), (error) => {
      assert.ok(error instanceof runtime.PrismaClientConstructorValidationError)
      assert.equal(error.name, 'PrismaClientConstructorValidationError')
      assert.match(error.message, text)
      return true
    })
  }
})

test('an adapter for another database, and what is no adapter, is refused', () => {
  const { PrismaClient } = client()
  for (const adapter of [{ provider: 'sqlite', adapterName: 'x', connect() {} }, {}, 5]) {
    assert.throws(() => new PrismaClient({ adapter }), runtime.PrismaClientInitializationError)
  }
})

test('where sockets do not exist, the error says so', () => {
  globalThis.EdgeRuntime = 'edge-runtime'
  try {
    assert.throws(() => client(), (error) => error instanceof runtime.PrismaClientInitializationError && /Edge Runtime/.test(error.message))
  } finally {
    delete globalThis.EdgeRuntime
  }
})

test('a client lists its models, takes replacements, and can be a base class', async () => {
  const { prisma, PrismaClient } = client()
  assert.deepEqual(Object.keys(prisma), ['user', 'post', 'profile'])
  assert.ok('user' in prisma && prisma instanceof PrismaClient)
  assert.equal(PrismaClient.name, 'PrismaClient')
  assert.equal(inspect({ prisma }), '{ prisma: PrismaClient {} }')
  assert.equal(prisma.nope, undefined)
  assert.equal(prisma._runtimeDataModel, config().runtimeDataModel)
  assert.equal(prisma.$parent, prisma)
  assert.equal(prisma.user.$name, 'User')
  const mine = { findMany: () => 'mine' }
  prisma.user = mine
  assert.equal(prisma.user.findMany(), 'mine')
  prisma.post.findMany = () => 'other'
  assert.equal(prisma.post.findMany(), 'other')

  class Service extends PrismaClient {
    own = 1
    greet() {
      return `${this.own} ${typeof this.user.findMany}`
    }
  }
  const service = new Service({ __internal: { engine: () => new FakeEngine() } })
  assert.equal(service.greet(), '1 function')
  const extended = service.$extends({ client: { $more: 2 } })
  assert.equal(extended.greet(), '1 function')
  assert.equal(extended.$more, 2)
})

test('two clients have nothing in common, and `await using` closes one', async () => {
  const one = client()
  const two = client()
  await one.prisma.user.findMany()
  assert.equal(two.engine.calls.length, 0)
  const dispose = Symbol.asyncDispose ?? Symbol.for('nodejs.asyncDispose')
  await one.prisma[dispose]()
  assert.deepEqual(one.engine.calls.map(([name]) => name), ['run', 'disconnect'])
  await two.prisma.$disconnect()
  assert.deepEqual(two.engine.calls, [])
})

test('health and metrics come from the engine', async () => {
  const { prisma } = client()
  assert.equal((await prisma.$health()).ok, true)
  assert.equal(prisma.$metrics, undefined)
  assert.throws(() => client({}, { flavour: 6 }).prisma.$metrics, { name: 'PrismaClientValidationError', message: /preview feature `metrics`/ })
  const { prisma: measured, engine } = client({}, { previewFeatures: ['metrics'] })
  engine.metrics = () => ({
    counters: [{ key: 'queries_total', value: 3, labels: {}, description: 'How many' }],
    gauges: [{ key: 'open', value: 1, labels: { a: '"' }, description: 'Open' }],
    histograms: [{ key: 'time', value: { buckets: [[1, 2], [5, 1]], sum: 4, count: 4 }, labels: {}, description: 'Time' }],
  })
  const { counters } = await measured.$metrics.json({ globalLabels: { app: 'x' } })
  assert.deepEqual(counters[0].labels, { app: 'x' })
  const text = await measured.$metrics.prometheus()
  assert.match(text, /# TYPE queries_total counter\nqueries_total 3\n/)
  assert.match(text, /open\{a="\\""\} 1/)
  assert.match(text, /time_bucket\{le="1"\} 2\ntime_bucket\{le="5"\} 3\ntime_bucket\{le="\+Inf"\} 4\ntime_sum 4\ntime_count 4/)
})
