// Spans beside the published client's, on PostgreSQL, through a helper as `@prisma/instrumentation` registers one.
import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { after, test } from 'node:test'
import { models } from '../support/blog.mjs'
import { startPostgres } from '../support/postgres.mjs'
import { bothClients } from '../support/published.mjs'

const active = new AsyncLocalStorage()
let number = 0
let root = { children: [] }
const hex = (n) => n.toString(16).padStart(16, '0')
const helper = {
  isEnabled: () => true,
  getActiveContext: () => active.getStore(),
  getTraceParent: (context = active.getStore()) => (context ? `00-0af7651916cd43dd8448eb211c80319c-${context.id}-01` : '00-10-10-00'),
  runInChildSpan: (options, run) => {
    const { name, attributes, context, internal } = typeof options === 'string' ? { name: options } : options
    const span = { name, attributes, children: [], id: hex(++number) }
    if (!internal) (context ?? active.getStore() ?? root).children.push(span)
    return active.run(span, () => run(span, span))
  },
  dispatchEngineSpans: (spans) => {
    const made = new Map(spans.map((span) => [span.id, { ...span, name: span.name.replace(/^prisma:client:/, ''), children: [] }]))
    for (const { id, parentId } of spans) (made.get(parentId) ?? active.getStore() ?? root).children.push(made.get(id))
  },
}

const server = await startPostgres()
globalThis.V7_PRISMA_INSTRUMENTATION = { helper }
const clients = server && (await bothClients(models, {}, { server }))
after(async () => {
  await Promise.all((clients ?? []).map(({ close }) => close()))
  await server?.stop()
})

/** The spans of a run. Statements are told of before the answer is. */
async function spansOf({ prisma }, run) {
  root = { children: [] }
  await run(prisma)
  return root.children
}

/** Names and attributes, without what the number of statements decides. */
function outline(spans, inside = false) {
  const lines = []
  for (const { name, attributes = {}, children } of spans) {
    // Transactions that a client opens by itself, where ours often needs none.
    if (inside && name.endsWith('_transaction')) continue
    const { 'db.query.text': text, ...rest } = attributes
    const statement = /^(COMMIT|ROLLBACK)$/.exec(text)?.[0]
    const line = [name, statement, ...Object.values(rest).map((value) => JSON.stringify(value))].filter(Boolean).join(' ')
    if (name === 'db_query' && lines.at(-1) === line) continue
    lines.push(line, ...outline(children, inside || name === 'operation').map((below) => `  ${below}`))
  }
  return lines
}

const post = { create: { title: 'x' } }
const calls = {
  'a read': (p) => p.user.findMany({ include: { posts: true } }),
  'its plan is kept': (p) => p.user.findMany({ include: { posts: true } }),
  'a write': (p) => p.user.create({ data: { email: `${Math.random()}`, posts: post } }),
  'raw SQL': (p) => p.$queryRaw`SELECT 1 AS one`,
  'an array transaction': (p) => p.$transaction([p.user.count(), p.post.deleteMany(), p.$queryRaw`SELECT 1 AS one`]),
  'an array transaction with a level': (p) =>
    p.$transaction([p.user.findFirst({ select: { id: true } }), p.post.findFirst()], { isolationLevel: 'Serializable' }),
  'an array of one': (p) => p.$transaction([p.profile.count()]),
  'look-ups of one tick': (p) => Promise.all([1, 2].map((id) => p.user.findUnique({ where: { id } }))),
  'a look-up': (p) => p.profile.findUnique({ where: { id: 1 } }),
  'an interactive transaction': (p) =>
    p.$transaction(async (tx) => {
      await tx.post.count()
      await tx.profile.findFirst()
    }),
  'one that is undone': (p) =>
    p
      .$transaction(async (tx) => {
        await tx.profile.findMany()
        throw new Error('no')
      })
      .catch(() => {}),
  'one inside of another': (p) =>
    p.$transaction(async (tx) => {
      await tx.post.findMany()
      await tx.$transaction((inner) => inner.user.findMany({ select: { id: true } }))
    }),
}

for (const [name, run] of Object.entries(calls)) {
  test(name, { skip: !clients }, async () => {
    const [theirs, ours] = [await spansOf(clients[0], run), await spansOf(clients[1], run)]
    assert.deepEqual(outline(ours), outline(theirs))
  })
}

test('a transaction of its own has its beginning and end', { skip: !clients }, async () => {
  const [{ children }] = await spansOf(clients[1], (p) => p.$transaction([p.user.count(), p.$queryRaw`SELECT 1 AS one`]))
  const [operation] = children
  assert.deepEqual(
    operation.children.map((span) => [span.name, ...span.children.map((below) => below.attributes['db.query.text'])]),
    [['serialize'], ['start_transaction'], ['db_query'], ['db_query'], ['commit_transaction', 'COMMIT']],
  )
  for (const { startTime, endTime } of operation.children.slice(1)) assert.ok(startTime <= endTime || startTime[0] <= endTime[0])
})

test('what is not sampled is not followed', { skip: !clients }, async () => {
  const { getTraceParent } = helper
  helper.getTraceParent = () => '00-10-10-00'
  try {
    const spans = await spansOf(clients[1], (p) => p.user.count())
    assert.deepEqual(outline(spans), ['operation "count" "User" "User.count"', '  serialize'])
  } finally {
    helper.getTraceParent = getTraceParent
  }
})
