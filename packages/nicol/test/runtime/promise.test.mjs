// Laziness, the fluent API and the look-ups of one tick.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client } from '../support/fake-engine.mjs'

const names = (engine) => engine.calls.map(([name]) => name)

test('a call begins when somebody waits for it, and runs once', async () => {
  const { prisma, engine } = client()
  engine.answer = () => [{ id: 1 }]
  const call = prisma.user.findMany()
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(engine.calls, [])
  assert.equal(call[Symbol.toStringTag], 'PrismaPromise')
  assert.equal(Object.prototype.toString.call(call), '[object PrismaPromise]')
  assert.equal(typeof call.requestTransaction, 'function')
  assert.deepEqual(await call, [{ id: 1 }])
  assert.deepEqual(await call, [{ id: 1 }])
  let isOver = false
  await call.finally(() => {
    isOver = true
  })
  assert.ok(isOver)
  assert.equal(await call.catch(() => 'caught').then((rows) => rows.length), 1)
  assert.deepEqual(names(engine), ['run'])
})

test('methods can be taken from their model', async () => {
  const { prisma, engine } = client()
  const { findMany } = prisma.user
  await findMany({ take: 1 })
  assert.deepEqual(engine.calls[0][1].args, { take: 1 })
  assert.equal(prisma.user, prisma.user)
})

test('relations are followed from a record, and null ends the way', async () => {
  const { prisma, engine } = client()
  engine.answer = () => ({ posts: [{ id: 3 }] })
  assert.deepEqual(await prisma.user.findFirst({ where: { id: 1 } }).posts({ take: 2 }), [{ id: 3 }])
  assert.deepEqual(engine.calls[0][1].args, { where: { id: 1 }, select: { posts: { take: 2 } } })

  engine.answer = () => ({ author: { profile: { id: 5 } } })
  assert.deepEqual(await prisma.post.findUnique({ where: { id: 1 } }).author().profile({ select: { id: true } }), { id: 5 })
  assert.deepEqual(engine.calls[1][1].args, {
    where: { id: 1 },
    select: { author: { select: { profile: { select: { id: true } } } } },
  })

  engine.answer = () => ({ author: null })
  assert.equal(await prisma.post.findUnique({ where: { id: 1 } }).author().profile(), null)
  engine.answer = () => null
  assert.equal(await prisma.user.findUnique({ where: { id: 1 } }).posts(), null)
  assert.equal(prisma.user.findMany().posts, undefined)
})

test('look-ups of one tick and one form are one request, others stay alone', async () => {
  const { prisma, engine } = client()
  engine.answer = ({ args }) => ({ id: args.where.id })
  const [a, b, c, d] = await Promise.all([
    prisma.user.findUnique({ where: { id: 1 } }),
    prisma.user.findUnique({ where: { id: 2 } }),
    prisma.user.findUnique({ where: { email: 'x' } }),
    prisma.user.findUnique({ where: { id: 3 }, select: { id: true } }),
  ])
  assert.deepEqual([a, b, c, d], [{ id: 1 }, { id: 2 }, { id: undefined }, { id: 3 }])
  assert.deepEqual(names(engine).sort(), ['run', 'run', 'runAll'])
  const [, { requests }] = engine.calls.find(([name]) => name === 'runAll')
  assert.deepEqual(requests.map(({ args }) => args.where.id), [1, 2])

  engine.calls.length = 0
  await prisma.user.findUnique({ where: { id: 1 } })
  assert.deepEqual(names(engine), ['run'])
})

test('each look-up of a batch has its own error', async () => {
  const { prisma, engine } = client()
  engine.answer = ({ args }) => {
    if (args.where.id === 2) throw { code: 'P2025', message: 'none', meta: {} }
    return { id: args.where.id }
  }
  const found = await Promise.allSettled([1, 2, 3].map((id) => prisma.user.findUniqueOrThrow({ where: { id } })))
  assert.deepEqual(found.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled'])
  assert.equal(found[1].reason.code, 'P2025')
  assert.deepEqual(found[1].reason.meta, { modelName: 'User' })
})

test('columns are there to be compared with', () => {
  const { prisma } = client()
  const { email } = prisma.user.fields
  assert.deepEqual({ ...email }, { modelName: 'User', name: 'email', typeName: 'String', isList: undefined, isEnum: false })
  assert.equal(prisma.user.fields.posts, undefined)
  assert.equal(prisma.user.fields.toString, undefined)
})

test('look-ups whose arguments cannot be walked fail each by itself', async () => {
  const { prisma, engine } = client()
  const endless = {}
  endless.AND = endless
  const thrower = {
    get id() {
      throw new RangeError('mine')
    },
  }
  engine.run = async ({ args }) => {
    if (args.where.AND) throw { kind: 'InvalidArgumentValue', path: ['where'], message: 'too deep' }
    return args.where.id
  }
  const settled = await Promise.allSettled([endless, thrower, { id: 1 }].map((where) => prisma.user.findUnique({ where })))
  assert.deepEqual(
    settled.map(({ value, reason }) => value ?? reason.name),
    ['PrismaClientValidationError', 'RangeError', 1],
  )
})
