// What tells of a client's work: `$on`, `log`, PRISMA_LOG_LEVEL, comments, spans.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, config, FakeEngine, runtime } from '../support/fake-engine.mjs'

const event = (level, more = {}) => ({ level, timestamp: new Date(0), message: 'm', target: 't', ...more })

/** What is printed while something runs. */
async function printed(run) {
  const { log } = console
  const lines = []
  console.log = (...parts) => lines.push(parts.join(' '))
  try {
    await run()
  } finally {
    console.log = log
  }
  return lines
}

test('listeners hear what they asked for, and the engine tells no more', async () => {
  const { prisma, engine } = client({ log: [{ level: 'query', emit: 'event' }] })
  const heard = []
  assert.equal(prisma.$on('query', (e) => heard.push(e)), prisma)
  await prisma.user.findMany()
  assert.deepEqual(engine.listeners.levels, ['query'])
  engine.listeners.listener({ level: 'query', timestamp: new Date(0), query: 'select 1', params: '[]', duration: 2, target: 't' })
  assert.deepEqual(heard, [{ timestamp: new Date(0), query: 'select 1', params: '[]', duration: 2, target: 't' }])
  assert.throws(() => prisma.$on('beforeExit', () => {}), /beforeExit/)
  const quiet = client()
  await quiet.prisma.user.findMany()
  assert.deepEqual(quiet.engine.listeners, [])
})

test('errors are told once each, with their call', async () => {
  const { prisma, engine } = client()
  const heard = []
  prisma.$on('error', (e) => heard.push(e.target))
  engine.answer = () => {
    throw { code: 'P2025', message: 'm' }
  }
  await prisma.user.findMany().catch(() => {})
  await prisma.$queryRaw`x`.catch(() => {})
  await prisma.$transaction([prisma.user.create({}), prisma.post.create({})]).catch(() => {})
  assert.deepEqual(heard, ['user.findMany', '$queryRaw', 'user.create'])
})

test('`log` prints, and PRISMA_LOG_LEVEL where there is no `log`', async () => {
  const run = async (options) => {
    const { prisma, engine } = client(options)
    await prisma.user.findMany()
    for (const level of ['query', 'info', 'warn']) {
      if (engine.listeners.levels?.includes(level)) engine.listeners.listener(event(level, level === 'query' ? { message: undefined, query: 'select 1' } : {}))
    }
  }
  assert.deepEqual(await printed(() => run({ log: ['query', { level: 'warn', emit: 'stdout' }, { level: 'info', emit: 'event' }] })), [
    'prisma:query select 1',
    'prisma:warn m',
  ])
  process.env.PRISMA_LOG_LEVEL = 'error, warn,query'
  try {
    assert.deepEqual(await printed(() => run({})), ['prisma:query select 1', 'prisma:warn m'])
    assert.deepEqual(await printed(() => run({ log: [] })), [])
  } finally {
    delete process.env.PRISMA_LOG_LEVEL
  }
  assert.deepEqual(await printed(() => run({})), [])
})

test('plugins put comments behind statements, sorted and encoded', async () => {
  const contexts = []
  const { prisma, engine } = client({
    comments: [
      (context) => {
        contexts.push(context)
        return { z: "it's", a: undefined }
      },
      () => ({ route: '/a b' }),
    ],
  })
  await prisma.user.findUnique({ where: { id: 7 }, include: { posts: true } })
  assert.equal(engine.calls[0][1].comment, "/*route='%2Fa%20b',z='it\\'s'*/")
  assert.deepEqual(contexts[0].query, {
    type: 'single',
    modelName: 'User',
    action: 'findUnique',
    query: {
      arguments: { where: { id: { $type: 'Param', value: { name: '%1', type: 'Int' } } } },
      selection: { $composites: true, $scalars: true, posts: true },
    },
  })
  await prisma.user.create({ data: {} })
  assert.equal(contexts[1].query.action, 'createOne')
  await prisma.$queryRaw`select 1`
  assert.equal(contexts[2].query.action, 'queryRaw')
  assert.equal(contexts[2].query.modelName, undefined)
  const silent = client({ comments: [() => ({})] })
  await silent.prisma.user.findMany()
  assert.equal(silent.engine.calls[0][1].comment, undefined)
})

/** What `@prisma/instrumentation` registers, and what it is told. */
async function traced(run) {
  const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const told = []
  globalThis.PRISMA_INSTRUMENTATION = {
    helper: {
      isEnabled: () => true,
      getTraceParent: () => parent,
      getActiveContext: () => undefined,
      runInChildSpan: (options, callback) => {
        told.push([options.name, options.attributes])
        return callback()
      },
      dispatchEngineSpans: (spans) => told.push(...spans),
    },
  }
  try {
    await run(parent)
  } finally {
    delete globalThis.PRISMA_INSTRUMENTATION
  }
  return told
}

test('spans are made through the helper that is registered, and the trace goes to the engine', async () => {
  const { prisma, engine } = client()
  const spans = await traced(async (parent) => {
    await prisma.$connect()
    await prisma.user.findMany()
    assert.equal(engine.calls[1][1].traceparent, parent)
    await prisma.$queryRaw`x`
    await prisma.$transaction([prisma.user.count()])
    await prisma.$transaction(async (tx) => tx.user.count())
    await prisma.$transaction(() => Promise.reject(new Error())).catch(() => {})
    await prisma.$disconnect()
  })
  const operation = (method, model) => ['operation', { method, model, name: model ? `${model}.${method}` : method }]
  const serialize = ['serialize', undefined]
  const transaction = ['transaction', { method: '$transaction' }]
  assert.deepEqual(spans, [
    ['connect', undefined],
    ...[operation('findMany', 'User'), serialize],
    ...[operation('queryRaw', undefined), serialize],
    ...[transaction, operation('count', 'User'), serialize],
    ...[transaction, ['start_transaction', undefined], operation('count', 'User'), serialize, ['commit_transaction', undefined]],
    ...[transaction, ['start_transaction', undefined], ['rollback_transaction', undefined]],
    ['disconnect', undefined],
  ])
  engine.calls.length = 0
  await prisma.user.findMany()
  assert.equal(engine.calls[0][1].traceparent, undefined)
})

test('statements become spans of the operation that they belong to', async () => {
  const { prisma, engine } = client()
  const spans = await traced(async (traceparent) => {
    await prisma.user.findMany()
    assert.deepEqual(engine.listeners.levels, ['query'])
    const statement = { level: 'query', timestamp: new Date(1500), query: 'select 1', params: '[]', duration: 2.5, target: 't' }
    engine.listeners.listener({ ...statement, traceparent })
    engine.listeners.listener({ ...statement, traceparent: 'of another' })
  })
  assert.deepEqual(spans.slice(2), [
    {
      id: '1',
      parentId: null,
      name: 'prisma:client:db_query',
      startTime: [1, 497500000],
      endTime: [1, 500000000],
      kind: 'client',
      attributes: { 'db.query.text': 'select 1', 'db.system.name': 'postgresql' },
    },
  ])
})

test('what the runtime gives beside the client', () => {
  const { Prisma = runtime } = {}
  const sql = Prisma.sqltag`a ${1} ${Prisma.join([2, Prisma.sqltag`b ${3}`], ';', '(', ')')} ${Prisma.raw('c')} ${Prisma.empty}`
  assert.equal(sql.sql, 'a ? (?;b ?) c ')
  assert.equal(sql.text, 'a $1 ($2;b $3) c ')
  assert.equal(sql.statement, 'a :1 (:2;b :3) c ')
  assert.deepEqual(sql.values, [1, 2, 3])
  assert.throws(() => Prisma.join([]), TypeError)
  const levels = Prisma.makeStrictEnum({ a: 'a' })
  assert.equal(levels.a, 'a')
  assert.equal(JSON.stringify(levels), '{"a":"a"}')
  assert.throws(() => levels.b, TypeError)
  assert.throws(() => new Prisma.NullTypes.DbNull(), TypeError)
  assert.ok(Prisma.DbNull instanceof Prisma.NullTypes.DbNull)
  assert.ok(Prisma.isDbNull(Prisma.DbNull) && !Prisma.isDbNull(Prisma.JsonNull))
  assert.equal(String(Prisma.AnyNull), 'Prisma.AnyNull')
  assert.deepEqual(Prisma.Public.validator()({ a: 1 }), { a: 1 })
  const target = {}
  Prisma.defineDmmfProperty(target, config().runtimeDataModel)
  assert.equal(target.dmmf.datamodel.models[0].name, 'User')
  assert.equal(Prisma.skip.ifUndefined, Prisma.skip.ifUndefined)
  assert.equal(new Prisma.Decimal('0.1').plus('0.2').toString(), '0.3')
  assert.equal(new FakeEngine().calls.length, 0)
})
