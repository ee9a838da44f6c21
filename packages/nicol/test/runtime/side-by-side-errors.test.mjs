// Validation errors beside the published client's: what is marked, what could stand there, and of which types.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { models } from '../support/blog.mjs'
import { startPostgres } from '../support/postgres.mjs'
import { bothClients } from '../support/published.mjs'

const clients = await bothClients(models, { errorFormat: 'colorless' })
after(() => Promise.all((clients ?? []).map(({ close }) => close())))

/** The lines of a message that mark, suggest or add something. */
async function marks({ prisma }, run) {
  const error = await run(prisma).then(
    () => assert.fail('it is wrong'),
    (error) => error,
  )
  assert.equal(error.name, 'PrismaClientValidationError')
  const shown = error.message.split('\n').map((line) => line.trim().replace(/,$/, '').replace(/^([?+])\s+/, '$1 '))
  return shown.filter((line) => /^([?+] \w+\??: |~+$)/.test(line))
}

const calls = {
  'an unknown argument': (p) => p.user.findMany({ were: { id: 1 } }),
  'an unknown field': (p) => p.user.findMany({ where: { nam: 'x', email: 'e' } }),
  'an unknown operator': (p) => p.user.findMany({ where: { id: { contans: 1 } } }),
  'a filter of a relation': (p) => p.user.findMany({ where: { posts: { title: 'x' } } }),
  'missing data': (p) => p.user.create({ data: { name: 'x' } }),
  'missing data of a nested record': (p) => p.user.create({ data: { email: 'x', posts: { create: {} } } }),
  'unknown data': (p) => p.user.create({ data: { email: 'x', foo: 1 } }),
  'unknown data beside a foreign key': (p) => p.post.create({ data: { title: 'x', authorId: 1, foo: 1 } }),
  'an unknown change': (p) => p.user.update({ where: { id: 1 }, data: { balance: { add: 1 } } }),
  'a relation in a change of many': (p) => p.user.updateMany({ data: { posts: { create: {} } } }),
  'a unique record by another column': (p) => p.user.findUnique({ where: { name: 'x' } }),
  'a unique record by nothing': (p) => p.user.findUnique({ where: {} }),
  'what is connected': (p) => p.post.create({ data: { title: 'a', author: { connect: { nam: 1 } } } }),
  'no columns to group by': (p) => p.user.groupBy({}),
  'an order': (p) => p.user.findMany({ orderBy: { nam: 'asc' } }),
  'an aggregate': (p) => p.user.count({ where: { nam: 1 } }),
  'an upsert': (p) => p.user.upsert({ where: { id: 1 }, create: { email: 'x' }, updat: {} }),
  'an inclusion': (p) => p.user.findMany({ include: { nope: true } }),
  'arguments of an inclusion': (p) => p.user.findMany({ include: { posts: { were: {} } } }),
  'a wrong value': (p) => p.user.findMany({ where: { id: 'x' } }),
}

for (const [name, run] of Object.entries(calls)) {
  test(name, { skip: !clients }, async () => {
    const [theirs, ours] = [await marks(clients[0], run), await marks(clients[1], run)]
    assert.deepEqual(ours, theirs)
  })
}

const server = await startPostgres()
after(() => server?.stop())

for (const provider of ['sqlite', ...(server ? ['postgresql'] : [])]) {
  test(`${provider}: a column that the database lacks is named by its table`, { skip: !clients }, async () => {
    const both = await bothClients(models, {}, provider === 'postgresql' ? { server } : {})
    const asked = {
      'of the model': (p) => p.user.findMany(),
      'of a relation': (p) => p.post.findMany({ include: { author: true } }),
      'in a filter': (p) => p.user.count({ where: { name: 'x' } }),
    }
    const told = []
    for (const { prisma, close } of both) {
      await prisma.user.create({ data: { email: 'there', posts: { create: { title: 'a' } } } })
      await prisma.$executeRawUnsafe('ALTER TABLE "User" DROP COLUMN "name"')
      const errors = {}
      for (const [name, run] of Object.entries(asked)) {
        const { code, meta, message } = await run(prisma).catch((error) => error)
        errors[name] = { code, column: meta.driverAdapterError.cause.column, said: /`[^`]*name`/.exec(message)?.[0] }
      }
      told.push(errors)
      await close()
    }
    assert.deepEqual(told[1], told[0])
  })
}
