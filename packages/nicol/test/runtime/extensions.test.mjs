// `$extends` where a real database has nothing to say: order, hidden fields, transactions, what stays untouched.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { client, runtime } from '../support/fake-engine.mjs'

const last = (engine) => engine.calls.at(-1)[1].args
const person = () => ({ id: 1, firstName: 'Ada', lastName: 'L' })
const full = { needs: { firstName: true, lastName: true }, compute: (u) => `${u.firstName} ${u.lastName}` }

test('computed fields read what they need, hide it, and are computed once, when they are looked at', async () => {
  const { prisma, engine } = client()
  engine.answer = person
  let count = 0
  const x = prisma.$extends({ result: { user: { full: { ...full, compute: (u) => (count++, full.compute(u)) } } } })
  const user = await x.user.findFirst({ select: { id: true, full: true } })
  assert.deepEqual(last(engine), { select: { id: true, firstName: true, lastName: true } })
  assert.equal(count, 0)
  assert.deepEqual(Object.keys(user), ['id', 'full'])
  assert.equal(user.full, 'Ada L')
  assert.equal(user.full, 'Ada L')
  assert.equal(count, 1)
  assert.equal(JSON.stringify(user), '{"id":1,"full":"Ada L"}')
  assert.deepEqual({ ...user }, { id: 1, full: 'Ada L' })
  assert.equal(inspect(user), "{ id: 1, full: 'Ada L' }")
  assert.equal(await prisma.user.findFirst().then((u) => u.full), undefined)
})

test('without select they are there beside the columns, and not where they are left out', async () => {
  const { prisma, engine } = client()
  engine.answer = person
  const x = prisma.$extends({ result: { user: { full } } })
  assert.deepEqual({ ...(await x.user.findFirst()) }, { ...person(), full: 'Ada L' })
  engine.answer = () => ({ id: 1, firstName: 'Ada', lastName: 'L' })
  const user = await x.user.findFirst({ omit: { firstName: true } })
  assert.deepEqual(last(engine), { omit: { firstName: false } })
  assert.deepEqual({ ...user }, { id: 1, lastName: 'L', full: 'Ada L' })
  await x.user.findFirst({ omit: { full: true } })
  assert.deepEqual(last(engine), { omit: {} })
  await x.user.findFirst({ select: { id: true } })
  assert.deepEqual(last(engine), { select: { id: true } })
})

test('what the client omits is read for a computed field, at every depth', async () => {
  const { prisma, engine } = client({ omit: { user: { firstName: true } } })
  engine.answer = () => ({ id: 1, author: person() })
  const x = prisma.$extends({ result: { user: { full } } })
  const post = await x.post.findFirst({ include: { author: true } })
  assert.deepEqual(last(engine), { include: { author: { omit: { firstName: false } } } })
  assert.deepEqual({ ...post.author }, { id: 1, lastName: 'L', full: 'Ada L' })
})

test('computed fields build on each other and on those of extensions before', async () => {
  const { prisma, engine } = client()
  engine.answer = person
  const x = prisma
    .$extends({ result: { user: { full } } })
    .$extends({ result: { user: { full: { needs: { full: true }, compute: (u) => `<${u.full}>` } } } })
    .$extends({ result: { $allModels: { kind: { compute: (_, model) => `a ${model}` } } } })
  engine.answer = ({ args }) => Object.fromEntries(Object.entries(person()).filter(([name]) => args.select[name]))
  const user = await x.user.findFirst({ select: { full: true, kind: true } })
  assert.deepEqual({ ...user }, { full: '<Ada L>', kind: 'a user' })
})

test('a computed field may have the name of a column', async () => {
  const { prisma, engine } = client()
  engine.answer = person
  const x = prisma.$extends({ result: { user: { firstName: { needs: { firstName: true }, compute: (u) => u.firstName.toUpperCase() } } } })
  assert.equal((await x.user.findFirst()).firstName, 'ADA')
  assert.equal((await x.user.findFirst({ select: { firstName: true } })).firstName, 'ADA')
})

test('names of a result are names, whatever they are', async () => {
  const { prisma, engine } = client()
  engine.answer = person
  const x = prisma.$extends({ result: { user: { full } } })
  await x.user.findFirst({ select: JSON.parse('{"id":true,"__proto__":true}') })
  assert.ok(Object.hasOwn(last(engine).select, '__proto__'))
  assert.equal({}.polluted, undefined)
})

test('a query extension may answer, change, repeat and leave the original alone', async () => {
  const { prisma, engine } = client()
  engine.answer = ({ args }) => args
  const x = prisma.$extends({
    query: {
      user: {
        findFirst: async () => 'answer',
        findMany: async ({ args, query }) => [await query({ ...args, take: 1 }), await query({ ...args, take: 2 })],
        count: ({ query }) => query({}),
      },
    },
  })
  assert.equal(await x.user.findFirst(), 'answer')
  assert.deepEqual(await x.user.findMany({ skip: 1 }), [{ skip: 1, take: 1 }, { skip: 1, take: 2 }])
  assert.deepEqual(await x.user.count({ where: {} }), {})
  assert.deepEqual(await prisma.user.findMany({ skip: 1 }), { skip: 1 })
  await assert.rejects(prisma.$extends({ query: { $allOperations: () => { throw new Error('no') } } }).user.findMany(), /no/)
})

test('extensions know the transaction that a call runs in', async () => {
  const { prisma, engine } = client()
  const seen = []
  const x = prisma.$extends({
    query: {
      $allOperations({ args, query, __internalParams }) {
        seen.push(__internalParams.transaction?.kind)
        return query(args)
      },
    },
  })
  await x.user.findMany()
  await x.$transaction([x.user.findMany()])
  await x.$transaction(async (tx) => {
    await tx.user.findMany()
    assert.notEqual(tx.$parent, tx)
    await tx.$parent.user.count()
  })
  assert.deepEqual(seen, [undefined, 'batch', 'itx'])
  assert.deepEqual(engine.calls.filter(([name]) => name === 'run').map(([, { transaction }]) => transaction), [undefined, 1, 1])
})

test('a method that replaces one of Prisma’s finds it at `$parent`', async () => {
  const { prisma, engine } = client()
  engine.answer = ({ args }) => [args]
  const x = prisma.$extends({
    model: {
      $allModels: {
        async findMany(args) {
          const { $parent, $name, name } = runtime.Extensions.getExtensionContext(this)
          assert.equal($name, name)
          return $parent[$name].findMany({ ...args, take: 1 })
        },
        fields: 'mine',
        name: 'not mine',
      },
    },
  })
  const y = x.$extends({})
  assert.deepEqual(await x.user.findMany({ skip: 1 }), [{ skip: 1, take: 1 }])
  await x.$transaction(async (tx) => assert.deepEqual(await tx.post.findMany({}), [{ take: 1 }]))
  assert.deepEqual(engine.calls.filter(([name]) => name === 'run').map(([, { transaction }]) => transaction), [undefined, 1])
  assert.ok(prisma.user.$parent === prisma && x.user.$parent === prisma && y.user.$parent === x)
  assert.deepEqual([x.user.fields, x.user.name, x.user.$name], ['mine', 'User', 'User'])
})

test('middlewares see a call before extensions do', async () => {
  const { prisma, engine } = client({}, { flavour: 6 })
  engine.answer = ({ args }) => args
  const seen = []
  prisma.$use(async (params, next) => {
    seen.push(params)
    const result = await next({ ...params, args: { ...params.args, take: 1 } })
    return { result }
  })
  prisma.$use((params, next) => next({ ...params, args: { ...params.args, skip: 2 } }))
  assert.deepEqual(await prisma.user.findMany({ where: {} }), { result: { where: {}, take: 1, skip: 2 } })
  assert.deepEqual(seen, [{ model: 'User', action: 'findMany', args: { where: {} }, dataPath: [], runInTransaction: false }])
})
