// `comments`: what plugins say stands behind every statement that PostgreSQL gets, as with the published client.
import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { models } from '../support/blog.mjs'
import { startPostgres } from '../support/postgres.mjs'
import { bothClients } from '../support/published.mjs'

const server = await startPostgres(['log_statement=all', 'log_line_prefix=%d:'])
after(() => server?.stop())
const tags = new AsyncLocalStorage()
const contexts = []
const plugin = (context) => {
  contexts.push(context)
  return { call: `${context.query.modelName ?? ''}.${context.query.action}`, ...tags.getStore() }
}
const clients = server && (await bothClients(models, { comments: [plugin], log: [{ level: 'query', emit: 'event' }] }, { server }))
after(() => Promise.all((clients ?? []).map(({ close }) => close())))

/** The statements that a client has sent while something ran, without those that begin and end transactions. */
async function sent({ prisma }, run) {
  const [{ name }] = await prisma.$queryRaw`SELECT current_database()::text AS name`
  const log = () => readFileSync(join(server.socket, 'server.log'), 'utf8')
  const before = log().length
  contexts.length = 0
  const result = await run(prisma)
  // Lines of one statement that goes over several have no prefix.
  const entries = log().slice(before).split(/\n(?=\w*:[A-Z]+: )/)
  const statements = entries
    .map((entry) => /^(\w+):LOG:\s+(?:execute [^:]*|statement): ([^]*)$/.exec(entry.trim()))
    .filter((found) => found?.[1] === name)
    .map((found) => found[2].trim())
    .filter((sql) => !/^(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET TRANSACTION|ROLLBACK TO)\b/.test(sql))
  return { result, statements, asked: contexts.map(({ query }) => [query.type, query.modelName, query.action].join(' ')) }
}

const comment = (sql) => /\/\*([^]*)\*\/$/.exec(sql)?.[1]

/** Calls, and the comments of their statements. */
const calls = {
  'a read': [(p) => p.user.findMany({ where: { name: 'x' } }), ["call='User.findMany'"]],
  'an include': [(p) => p.user.findMany({ include: { posts: true } }), ["call='User.findMany'"]],
  'a write': [(p) => p.user.create({ data: { email: `${Math.random()}` } }), ["call='User.createOne'"]],
  'a nested write': [
    (p) => p.user.create({ data: { email: `${Math.random()}`, posts: { create: [{ title: 'a' }, { title: 'b' }] } }, include: { posts: true } }),
    ["call='User.createOne'"],
  ],
  'an upsert': [(p) => p.user.upsert({ where: { email: 'u' }, create: { email: 'u', posts: { create: { title: 'p' } } }, update: { name: 'n' } }), ["call='User.upsertOne'"]],
  'a count': [(p) => p.user.count(), ["call='User.aggregate'"]],
  'groups': [(p) => p.user.groupBy({ by: ['role'], _count: true }), ["call='User.groupBy'"]],
  'raw reads': [(p) => p.$queryRaw`SELECT ${1}::int AS n`, ["call='.queryRaw'"]],
  'raw writes': [(p) => p.$executeRawUnsafe('UPDATE "Post" SET title = $1', 'x'), ["call='.executeRaw'"]],
  'look-ups of one tick': [(p) => Promise.all([1, 2].map((id) => p.user.findUnique({ where: { id } }))), ["call='User.findUnique'"]],
  'a single look-up': [(p) => p.user.findUnique({ where: { id: 1 } }), ["call='User.findUnique'"]],
  'an array transaction': [
    (p) => p.$transaction([p.user.count(), p.post.deleteMany(), p.$queryRaw`SELECT 1 AS one`]),
    ["call='.queryRaw'", "call='Post.deleteMany'", "call='User.aggregate'"],
  ],
  'an interactive transaction': [
    (p) => p.$transaction(async (tx) => [await tx.user.count(), await tx.profile.findFirst()]),
    ["call='Profile.findFirst'", "call='User.aggregate'"],
  ],
  'tags of a context': [
    (p) => tags.run({ route: '/users?q=é', quote: "it's", none: undefined }, async () => await p.user.findFirst()),
    ["call='User.findFirst',quote='it\\'s',route='%2Fusers%3Fq%3D%C3%A9'"],
  ],
}

for (const [name, [run, expected]] of Object.entries(calls)) {
  test(name, { skip: !clients }, async () => {
    const answers = []
    for (const client of clients) {
      const { statements, asked } = await sent(client, run)
      assert.ok(statements.length > 0, client.name)
      const comments = statements.map(comment)
      assert.deepEqual([...new Set(comments)].sort(), expected, `${client.name}: ${statements.join('\n')}`)
      answers.push([...new Set(asked)])
    }
    assert.deepEqual(answers[1], answers[0])
  })
}

test('plugins are asked once for each request', { skip: !clients }, async () => {
  const ours = clients[1]
  const nested = await sent(ours, (p) => p.user.findMany({ include: { posts: true, profile: true } }))
  assert.deepEqual(nested.asked, ['single User findMany'])
  await sent(ours, (p) => Promise.all([1, 2].map((id) => p.user.findUnique({ where: { id } }))))
  assert.equal(contexts.length, 1)
  assert.equal(contexts[0].query.queries.length, 2)
  await sent(ours, (p) => p.$queryRaw`SELECT ${1}::int AS n`)
  assert.equal(contexts[0].sql, 'SELECT $1::int AS n')
})

test('events tell of statements with their comments, and nothing is prepared for them', { skip: !clients }, async () => {
  const { prisma } = clients[1]
  const told = []
  prisma.$on('query', ({ query }) => told.push(query))
  await prisma.$transaction(async (tx) => {
    for (let n = 0; n < 3; n++) {
      const found = await tags.run({ n: String(n) }, async () => await tx.user.findMany({ where: { id: { gt: n } } }))
      assert.ok(Array.isArray(found))
    }
    const [{ prepared }] = await tx.$queryRaw`SELECT count(*)::int AS prepared FROM pg_prepared_statements`
    assert.equal(prepared, 0)
  })
  const reads = told.filter((sql) => sql.includes('"User"'))
  assert.deepEqual(reads.map(comment), [0, 1, 2].map((n) => `call='User.findMany',n='${n}'`))
})

test('an array transaction whose calls have different comments is one all the same', { skip: !clients }, async () => {
  const { prisma } = clients[1]
  const before = await prisma.user.count()
  const bad = () => prisma.$transaction([prisma.user.create({ data: { email: 'twice' } }), prisma.post.count(), prisma.user.create({ data: { email: 'twice' } })])
  await assert.rejects(bad, ({ code, batchRequestIdx }) => {
    assert.deepEqual([code, batchRequestIdx], ['P2002', 2])
    return true
  })
  assert.equal(await prisma.user.count(), before)
  const [user, posts] = await prisma.$transaction([prisma.user.create({ data: { email: 'once' } }), prisma.post.count()])
  assert.deepEqual([user.email, posts], ['once', 0])
})

test('on SQLite events tell of the comments', async (t) => {
  const both = await bothClients(models, { comments: [plugin], log: [{ level: 'query', emit: 'event' }] })
  if (both === null) return
  t.after(() => Promise.all(both.map(({ close }) => close())))
  for (const { prisma, name } of both) {
    const told = []
    prisma.$on('query', ({ query }) => told.push(query))
    await prisma.user.findMany()
    await prisma.$transaction([prisma.user.count(), prisma.post.deleteMany()])
    const comments = told.filter((sql) => /"(User|Post)"|`(User|Post)`/.test(sql)).map(comment)
    assert.deepEqual(comments, ["call='User.findMany'", "call='User.aggregate'", "call='Post.deleteMany'"], name)
  }
})
