// Beside the published client once more, with options: `omit`, `log`, and strict `undefined`.
import { after } from 'node:test'
import { models } from '../support/blog.mjs'
import { compare } from '../support/compare.mjs'
import { bothClients } from '../support/published.mjs'

const options = {
  omit: { user: { balance: true }, post: { title: true } },
  log: [{ level: 'query', emit: 'event' }],
}
const clients = await bothClients(models, options, { previewFeatures: ['strictUndefinedChecks'] })
for (const { prisma } of clients ?? []) {
  const posts = { create: [{ title: 'p1' }, { title: 'p2' }] }
  await prisma.user.create({ data: { email: 'a', name: 'A', balance: '1.50', posts, profile: { create: { bio: 'b' } } } })
  await prisma.user.create({ data: { email: 'b' } })
}
after(() => Promise.all((clients ?? []).map(({ close }) => close())))

const json = JSON.stringify
/** @type {Record<string, (prisma: any, Prisma: any) => unknown>} */
const calls = {
  'omit': p => p.user.findMany({ include: { posts: true } }),
  'select before omit': p => p.user.findMany({ select: { balance: true, posts: { select: { title: true } } } }),
  'omitted columns asked for': p => p.user.findMany({ omit: { balance: false } }),
  'omit nested': p => p.post.findMany({ include: { author: { omit: { balance: false, name: true } } } }),
  'create': p => p.user.create({ data: { email: 'c' + 1 } }),
  'update': p => p.user.update({ where: { id: 1 }, data: { name: 'q' } }),
  'upsert': p => p.user.upsert({ where: { id: 1 }, create: { email: 'z' }, update: { name: 'w' } }),
  'createManyAndReturn': p => p.user.createManyAndReturn({ data: [{ email: 'k' }] }),
  'delete': p => p.user.delete({ where: { email: 'k' } }),
  'groupBy of an omitted column': p => p.user.groupBy({ by: ['balance'] }),
  'fluent': p => p.user.findFirst().posts(),
  'undefined': p => p.user.findMany({ where: { id: undefined } }),
  'undefined filter': p => p.user.findMany({ where: undefined }),
  'undefined in select': p => p.user.findMany({ select: { id: undefined, name: true } }),
  'skip': (p, P) => p.user.findMany({ where: { id: P.skip } }),
  'skip in select': (p, P) => p.user.findMany({ select: { id: true, name: P.skip } }),
  'skip as select': (p, P) => p.user.findMany({ select: P.skip }),
  'skip as include': (p, P) => p.user.findMany({ include: P.skip }),
  'skip as omit': (p, P) => p.user.findMany({ omit: P.skip }),
  'skip as select beside include': (p, P) => p.user.findMany({ select: P.skip, include: { posts: true } }),
  'skip as include beside select': (p, P) => p.user.findMany({ select: { id: true }, include: P.skip }),
  'skip as select of a relation': (p, P) => p.user.findMany({ include: { posts: { select: P.skip } } }),
  'skip as select, with a computed field': (p, P) => p.$extends({ result: { user: { next: { needs: { id: true }, compute: ({ id }) => id + 1 } } } }).user.findMany({ select: P.skip }),
  'skip as select of a relation, with a computed field': (p, P) =>
    p.$extends({ result: { post: { next: { needs: { id: true }, compute: ({ id }) => id + 1 } } } }).user.findMany({ include: { posts: { select: P.skip } } }),
  'skip in list': (p, P) => p.user.findMany({ where: { id: { in: [1, P.skip] } } }),
  'skip in omit': (p, P) => p.user.findMany({ omit: { name: P.skip } }),
  'computed fields need what is omitted': async (p) => {
    const rich = { needs: { balance: true }, compute: (user) => Number(user.balance) > 1 }
    const t = { needs: { title: true }, compute: (post) => post.title }
    const x = p.$extends({ result: { user: { rich }, post: { t } } })
    return json([
      await x.user.findMany({ include: { posts: true } }),
      await x.user.findFirst({ select: { rich: true } }),
      await x.user.findFirst({ omit: { rich: true } }),
      await x.post.findFirst({ include: { author: { include: { posts: true } } } }),
      await x.user.findFirst({ select: { posts: { select: { t: true, id: true } } } }),
      await x.user.create({ data: { email: 'r' } }),
    ])
  },
  'query events': async (p) => {
    const told = new Promise((resolve) => p.$on('query', resolve))
    await p.user.count()
    return Object.keys(await told).sort()
  },
  'skip ifUndefined': (p, P) => p.user.findMany({ where: { id: P.skip.ifUndefined?.(undefined) ?? 'x' } }),
  'undefined from an extension': p => p.$extends({ query: { $allOperations: ({ args, query }) => query({ ...args, take: undefined }) } }).user.findMany(),
  'createMany of a taken value': p => p.user.createMany({ data: [{ email: 'a' }] }),
  '_count': p => p.user.findMany({ select: { _count: true } }),
  '_count2': p => p.user.findMany({ include: { _count: { select: { posts: { where: { id: 1 } } } } } }),
  'distinct': p => p.user.findMany({ distinct: ['role'], select: { role: true } }),
  'computed fields of all models': async (p) => {
    const x = p.$extends({ result: { $allModels: { m: { compute: () => 1 } } } })
    return json(await x.user.findFirst({ include: { _count: true, profile: true } }))
  },
  'json': async p => JSON.stringify(await p.user.findFirst({ omit: { balance: false } })),
  'what `query` gives': async (p) => {
    const findMany = ({ args, query }) => {
      const promise = query(args)
      return [Object.prototype.toString.call(promise), typeof promise.requestTransaction]
    }
    return p.$extends({ query: { user: { findMany } } }).user.findMany()
  },
  'options of a nested transaction': p => p.$transaction(async tx => tx.$transaction(async t => t.user.count(), { isolationLevel: 'Serializable' })),
  'a transaction in a method of the client': async (p) => {
    const x = p.$extends({
      client: {
        async $both() {
          return this.$transaction(async (tx) => [typeof tx.$both, await tx.user.count()])
        },
      },
    })
    return x.$both()
  },
  'calls beside each other in a transaction': (p) =>
    p.$transaction((tx) => {
      const user = (id) => tx.user.findUnique({ where: { id } })
      return Promise.all([tx.user.count(), tx.post.count(), user(1), user(2)])
    }),
  'transactions beside each other': async p => (await Promise.all([1, 2, 3].map(() => p.$transaction(async tx => tx.user.count())))).length,
}
if (clients) compare(clients, calls)
