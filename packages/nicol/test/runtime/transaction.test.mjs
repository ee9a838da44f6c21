// `$transaction` in both forms, and one in the other.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, FakeEngine, runtime } from '../support/fake-engine.mjs'

const steps = (engine) => engine.calls.map(([name, detail]) => [name, detail?.transaction ?? detail?.outer ?? detail?.id ?? detail])
const { PrismaClientKnownRequestError } = runtime

test('an array is one batch, in order, with its options', async () => {
  const { prisma, engine } = client({ transactionOptions: { maxWait: 10 } })
  engine.answer = ({ action, sql }) => action ?? sql
  const result = await prisma.$transaction(
    [prisma.user.create({ data: {} }), prisma.$executeRaw`x`, prisma.user.findUnique({ where: { id: 1 } })],
    { isolationLevel: 'Serializable' },
  )
  assert.deepEqual(result, ['create', 'x', 'findUnique'])
  assert.equal(engine.calls.length, 1)
  assert.deepEqual(engine.calls[0][1].options, { maxWait: 10, timeout: 5000, isolationLevel: 'Serializable' })
  assert.deepEqual(await prisma.$transaction([]), [])
  assert.equal(engine.calls.length, 1)
})

test('the error of a batch is that of the call that failed', async () => {
  const { prisma, engine } = client()
  engine.answer = ({ model }) => {
    if (model === 'Post') throw { code: 'P2002', message: 'taken', meta: { target: ['title'] } }
  }
  const error = await prisma.$transaction([prisma.user.create({ data: {} }), prisma.post.create({ data: {} })]).catch((e) => e)
  assert.ok(error instanceof PrismaClientKnownRequestError)
  assert.match(error.message, /prisma\.post\.create\(\)/)
  assert.deepEqual(error.meta, { modelName: 'Post', target: ['title'] })
  assert.equal(error.batchRequestIdx, 1)
  assert.equal(error.batchRequestIndex, 1)
  assert.deepEqual(Object.keys(error).sort(), ['clientVersion', 'code', 'meta', 'name'])
})

test('an array holds calls that are not awaited', async () => {
  const { prisma, engine } = client()
  await assert.rejects(prisma.$transaction([prisma.user.findMany(), Promise.resolve(1)]), /need to be Prisma Client promises/)
  await assert.rejects(prisma.$transaction(5), TypeError)
  assert.deepEqual(engine.calls, [])
})

test('a function runs in a transaction, which ends with it', async () => {
  const { prisma, engine } = client()
  engine.answer = () => 7
  const result = await prisma.$transaction(async (tx) => {
    for (const name of ['$connect', '$disconnect', '$on', '$use', '$extends']) assert.equal(tx[name], undefined)
    await tx.user.findMany()
    await tx.$queryRaw`x`
    return tx.user.count()
  })
  assert.equal(result, 7)
  assert.deepEqual(steps(engine), [['begin', 1], ['run', 1], ['raw', 1], ['run', 1], ['commit', 1]])

  engine.calls.length = 0
  const thrown = new Error('no')
  await assert.rejects(prisma.$transaction(async () => { throw thrown }), (error) => error === thrown)
  assert.deepEqual(steps(engine), [['begin', 2], ['rollback', 2]])
})

test('the client of a transaction is told apart by what it lacks, and its models are its own', async () => {
  const { prisma, engine } = client()
  const other = client()
  const { user } = prisma
  for (const it of [prisma, prisma.$extends({ client: { $connect: () => 'mine', $more: 1 } })]) {
    engine.calls.length = 0
    // As tests put a spy or a mock into a client and take it out again.
    it.user = other.prisma.user
    it.user = user
    it.post = other.prisma.post
    await it.$transaction(async (tx) => {
      for (const name of ['$connect', '$disconnect', '$on', '$use', '$extends']) assert.ok(!(name in tx), name)
      for (const name of ['$transaction', '$queryRaw', '$parent', 'user', 'User']) assert.ok(name in tx, name)
      assert.equal('$more' in tx, it !== prisma)
      assert.deepEqual(Object.keys(tx), [])
      const inherited = []
      for (const name in tx) if (name !== '$connect') inherited.push(name)
      assert.deepEqual(inherited.sort(), it === prisma ? ['post', 'profile', 'user'] : ['$more', 'post', 'profile', 'user'])
      await tx.user.findMany()
      await tx.post.findMany()
      await tx.$transaction(async (inner) => {
        assert.ok(!('$connect' in inner))
        await inner.user.findMany()
      })
    })
    const [begun, ...rest] = steps(engine)
    const id = begun[1]
    assert.deepEqual(rest, [['run', id], ['run', id], ['begin', id], ['run', id + 1], ['commit', id + 1], ['commit', id]])
  }
  assert.deepEqual(other.engine.calls, [])
})

test('one inside another is a savepoint, and its failure is its own', async () => {
  const { prisma, engine } = client()
  await prisma.$transaction(async (tx) => {
    await assert.rejects(tx.$transaction(async (inner) => {
      await inner.user.findMany()
      throw new Error('inner')
    }), /inner/)
    await tx.user.findMany()
    await tx.$transaction([tx.user.create({ data: {} })])
  })
  assert.deepEqual(steps(engine), [
    ['begin', 1],
    ['begin', 1],
    ['run', 2],
    ['rollback', 2],
    ['run', 1],
    ['batch', 1],
    ['commit', 1],
  ])
})

test('transactions beside each other in one are refused, and an open one is not left behind', async () => {
  const { prisma, engine } = client()
  await assert.rejects(
    prisma.$transaction(async (tx) => {
      await Promise.all([tx.$transaction(async () => {}), tx.$transaction(async () => {})])
    }),
    /Concurrent nested transactions are not supported/,
  )
  let release
  const gate = new Promise((resolve) => { release = resolve })
  let inner
  await assert.rejects(
    prisma.$transaction(async (tx) => {
      inner = tx.$transaction(() => gate)
    }),
    /while a nested transaction is still active/,
  )
  release()
  await assert.rejects(inner)
  assert.equal(engine.calls.filter(([name, id]) => name === 'commit' && id === 1).length, 0)
})

test('a transaction stays with the engine that it began on, which a disconnect may replace', async () => {
  const { PrismaClient } = client()
  const engines = []
  const bound = {
    provider: 'postgres',
    dispose: async () => {},
    underlyingDriver: () => ({ options: {}, Client: class { connectionParameters = { host: 'localhost' } } }),
  }
  const adapter = { provider: 'postgres', adapterName: 'mine', connect: async () => bound }
  const engine = () => {
    engines.push(new FakeEngine())
    return engines.at(-1)
  }
  const prisma = new PrismaClient({ adapter, __internal: { engine } })
  await prisma.$transaction(async (tx) => {
    await tx.user.findMany()
    await prisma.$disconnect()
    await prisma.$transaction(async (other) => {
      await tx.user.findMany()
      await tx.$transaction([tx.user.count()])
      await tx.$transaction(async (inner) => inner.$queryRaw`x`)
      await other.user.findMany()
    })
  })
  const [first, second] = engines.map(steps)
  assert.equal(engines.length, 2)
  assert.deepEqual(second, [['begin', 1], ['run', 1], ['commit', 1]])
  assert.deepEqual(first.map(([name]) => name), ['begin', 'run', 'disconnect', 'run', 'batch', 'begin', 'raw', 'commit', 'commit'])
})

test('limits of 0 are refused', async () => {
  const { prisma } = client()
  for (const options of [{ timeout: 0 }, { maxWait: 0 }]) {
    await assert.rejects(prisma.$transaction(async () => {}, options), (error) => {
      assert.ok(error instanceof PrismaClientKnownRequestError)
      assert.equal(error.code, 'P2028')
      return /Transaction API error: (timeout|maxWait) is required/.test(error.message)
    })
  }
})

test('an extension in front of an element keeps it in the batch, may answer itself, or fail it', async () => {
  const { prisma, engine } = client()
  engine.answer = ({ args }) => args
  const stays = prisma.$extends({ query: { user: { create: async ({ args, query }) => query({ ...args, more: 1 }) } } })
  assert.deepEqual(await stays.$transaction([stays.user.create({ a: 1 }), stays.user.findMany({ b: 1 })]), [{ a: 1, more: 1 }, { b: 1 }])
  assert.deepEqual(engine.calls.map(([name]) => name), ['batch'])

  engine.calls.length = 0
  const answers = prisma.$extends({ query: { user: { create: async () => 'mine' } } })
  assert.deepEqual(await answers.$transaction([answers.user.create({}), answers.user.findMany({ b: 1 })]), ['mine', { b: 1 }])
  assert.equal(engine.calls[0][1].requests.length, 1)

  engine.calls.length = 0
  const fails = prisma.$extends({ query: { user: { create: async () => { throw new Error('refused') } } } })
  await assert.rejects(fails.$transaction([fails.user.findMany(), fails.user.create({})]), /refused/)
  assert.deepEqual(engine.calls, [])
})

test('an extension may put a call into a batch of its own', async () => {
  const { prisma, engine } = client()
  engine.answer = ({ sql, action }) => sql ?? action
  const secured = prisma.$extends({
    query: {
      $allModels: {
        async $allOperations({ args, query }) {
          const [, result] = await prisma.$transaction([prisma.$executeRaw`set role`, query(args)])
          return result
        },
      },
    },
  })
  assert.equal(await secured.user.findMany(), 'findMany')
  assert.deepEqual(engine.calls.map(([name, { requests }]) => [name, requests.length]), [['batch', 2]])
})
