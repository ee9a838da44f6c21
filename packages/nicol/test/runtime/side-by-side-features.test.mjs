// Beside the published client once more: preview features, views, strict `undefined`.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { compare } from '../support/compare.mjs'
import { startPostgres } from '../support/postgres.mjs'
import { bothClients } from '../support/published.mjs'

const models = (isPostgres) => `
model Author {
  id    Int     @id @default(autoincrement())
  email String  @unique
  name  String?
  bio   String?
  data  Json?
  books Book[]
  stats AuthorStats?
}
model Book {
  id       Int    @id @default(autoincrement())
  title    String
  text     String?
  author   Author @relation(fields: [authorId], references: [id])
  authorId Int
  tags     Tag[]
  ${isPostgres ? 'labels   String[]' : ''}
}
model Tag {
  id    Int    @id @default(autoincrement())
  name  String @unique
  books Book[]
}
view AuthorStats {
  authorId Int    @unique
  author   Author @relation(fields: [authorId], references: [id])
  books    Int
  longest  String?
}
view Ranking {
  place Int
  title String?
}
`

const views = (isPostgres) => [
  `CREATE VIEW "AuthorStats" AS SELECT "authorId", CAST(count(*) AS INT) AS books, max("title") AS longest FROM "Book" GROUP BY "authorId"`,
  `CREATE VIEW "Ranking" AS SELECT CAST(row_number() OVER (ORDER BY "title") AS ${isPostgres ? 'INT' : 'INTEGER'}) AS place, "title" FROM "Book"`,
]

/** @type {Record<string, (prisma: any, Prisma: any) => unknown>} */
const viewCalls = {
  'many': (p) => p.authorStats.findMany({ orderBy: { authorId: 'asc' } }),
  'unique': (p) => p.authorStats.findUnique({ where: { authorId: 1 } }),
  'unique, with its model': (p) => p.authorStats.findUniqueOrThrow({ where: { authorId: 1 }, include: { author: { include: { books: { orderBy: { id: 'asc' } } } } } }),
  'of a model': (p) => p.author.findMany({ include: { stats: true }, orderBy: { id: 'asc' } }),
  'selected of a model': (p) => p.author.findMany({ select: { stats: { select: { longest: true } } }, orderBy: { id: 'asc' } }),
  'filters through it': (p) => p.author.findMany({ where: { stats: { books: { gt: 1 } } } }),
  'filters for none': (p) => p.author.findMany({ where: { stats: null } }),
  'order through it': (p) => p.author.findMany({ orderBy: [{ stats: { books: 'desc' } }, { id: 'asc' }] }),
  'fluent': (p) => p.author.findUnique({ where: { id: 1 } }).stats(),
  'fluent back': (p) => p.authorStats.findUnique({ where: { authorId: 1 } }).author(),
  'without unique field': (p) => p.ranking.findMany({ where: { place: { lte: 2 } }, orderBy: { place: 'asc' } }),
  'take without order': (p) => p.ranking.findMany({ take: 1 }),
  'take with order': (p) => p.ranking.findMany({ take: 1, orderBy: { place: 'desc' } }),
  'skip and take': (p) => p.ranking.findMany({ skip: 1, take: 1, orderBy: { place: 'asc' } }),
  'first': (p) => p.ranking.findFirst({ orderBy: { place: 'asc' } }),
  'first without order': async (p) => typeof (await p.ranking.findFirst()).place,
  'distinct': (p) => p.ranking.findMany({ distinct: ['title'], orderBy: { place: 'asc' } }),
  'count': (p) => p.ranking.count({ where: { title: { contains: 'a' } } }),
  'aggregate': (p) => p.authorStats.aggregate({ _sum: { books: true }, _max: { longest: true }, _count: true }),
  'groupBy': (p) => p.ranking.groupBy({ by: ['title'], _min: { place: true }, orderBy: { title: 'asc' } }),
  'omit': (p) => p.authorStats.findMany({ omit: { longest: true }, orderBy: { authorId: 'asc' } }),
  'columns as values': (p) => p.authorStats.findMany({ where: { books: { gt: p.authorStats.fields.authorId } } }),
  'cursor of a unique field': (p) => p.authorStats.findMany({ cursor: { authorId: 1 }, skip: 1, orderBy: { authorId: 'asc' } }),
  'look-ups of one tick': (p) => Promise.all([2, 1, 9].map((authorId) => p.authorStats.findUnique({ where: { authorId } }))),
  'in a transaction': (p) => p.$transaction([p.authorStats.count(), p.ranking.count()]),
  'nested writes beside it': (p) => p.author.update({ where: { id: 1 }, data: { name: 'AA' }, include: { stats: true } }),
  'connect to it': (p) => p.author.update({ where: { id: 2 }, data: { stats: { connect: { authorId: 1 } } } }).catch((e) => [e.constructor.name]),
  'methods that write': (p) => ['create', 'createMany', 'update', 'updateMany', 'upsert', 'delete', 'deleteMany'].map((name) => typeof p.authorStats[name]),
  'methods of one without unique field': (p) => ['findUnique', 'findUniqueOrThrow', 'findFirst', 'findMany', 'count', 'aggregate', 'groupBy'].map((name) => typeof p.ranking[name]),
}

const strategyCalls = Object.fromEntries(
  ['join', 'query', undefined, 'both'].flatMap((relationLoadStrategy) => {
    const s = relationLoadStrategy === undefined ? {} : { relationLoadStrategy }
    const include = { books: { include: { tags: { orderBy: { id: 'asc' } } }, orderBy: { id: 'asc' } }, stats: true }
    /** @type {Record<string, (prisma: any, Prisma: any) => unknown>} */
    const calls = {
      'findMany': (p) => p.author.findMany({ ...s, include, orderBy: { id: 'asc' } }),
      'findFirst': (p) => p.author.findFirst({ ...s, include, where: { email: 'b' } }),
      'findUnique': (p) => p.author.findUnique({ ...s, where: { id: 1 }, select: { email: true, books: { select: { title: true }, take: 1, orderBy: { title: 'desc' } } } }),
      'counts': (p) => p.author.findMany({ ...s, select: { _count: { select: { books: { where: { title: { not: 'c' } } } } } }, orderBy: { id: 'asc' } }),
      'counts of counts': (p) => p.author.findMany({ ...s, include: { books: { select: { _count: true }, orderBy: { id: 'asc' } } }, orderBy: { id: 'asc' } }),
      'create': (p) => p.tag.create({ ...s, data: { name: `t${relationLoadStrategy}`, books: { connect: { id: 1 } } }, include: { books: { select: { title: true } } } }).then(({ books }) => books),
      'update': (p) => p.author.update({ ...s, where: { id: 1 }, data: { name: 'A' }, include: { books: { select: { title: true }, orderBy: { id: 'asc' } } } }),
      'upsert': (p) => p.author.upsert({ ...s, where: { id: 1 }, create: { email: 'x' }, update: {}, include: { books: { skip: 1, select: { id: true }, orderBy: { id: 'asc' } } } }),
      'delete': (p) => p.tag.delete({ ...s, where: { name: `t${relationLoadStrategy}` }, include: { books: { select: { title: true } } } }).then(({ books }) => books),
      'nested': (p) => p.author.findMany({ include: { books: { ...s } } }),
      'count': (p) => p.author.count(s),
      'updateMany': (p) => p.author.updateMany({ ...s, data: { bio: 'b' } }),
      'updateManyAndReturn': (p) => p.author.updateManyAndReturn({ ...s, where: { id: 1 }, data: { name: 'A' } }),
      'aggregate': (p) => p.book.aggregate({ ...s, _max: { id: true } }),
      'groupBy': (p) => p.book.groupBy({ ...s, by: ['title'] }),
      'fluent': (p) => p.author.findUnique({ ...s, where: { id: 1 } }).books({ orderBy: { id: 'asc' } }),
      'fluent with it': (p) => p.author.findUnique({ where: { id: 1 } }).books({ ...s, orderBy: { id: 'asc' } }),
      'distinct': (p) => p.author.findMany({ ...s, include: { books: { distinct: ['authorId'], select: { authorId: true } } }, orderBy: { id: 'asc' } }),
      'the same look-ups in one tick': (p) => Promise.all([1, 2].map((id) => p.author.findUnique({ ...s, where: { id }, include: { stats: true } }))),
      'in a transaction': (p) => p.$transaction((tx) => tx.author.findMany({ ...s, include: { books: { orderBy: { id: 'asc' } } }, orderBy: { id: 'asc' } })),
    }
    return Object.entries(calls).map(([name, call]) => [`${name}: ${relationLoadStrategy}`, call])
  }),
)

/** @type {Record<string, (prisma: any, Prisma: any) => unknown>} */
const strictCalls = {
  'in where': (p) => p.author.findMany({ where: { email: undefined } }),
  'as where': (p) => p.author.findMany({ where: undefined }),
  'as arguments': (p) => p.author.count(undefined),
  'in data': (p) => p.author.create({ data: { email: 'u1', name: undefined } }),
  'in data of a list': (p) => p.author.createMany({ data: [{ email: 'u2' }, { email: 'u3', name: undefined }] }),
  'in update': (p) => p.author.update({ where: { id: 1 }, data: { name: undefined } }),
  'in nested data': (p) => p.author.update({ where: { id: 1 }, data: { books: { create: { title: 'x', text: undefined } } } }),
  'as an operation': (p) => p.author.update({ where: { id: 1 }, data: { books: undefined } }),
  'in OR': (p) => p.author.findMany({ where: { OR: [{ id: 1 }, { name: undefined }] } }),
  'in a list': (p) => p.author.findMany({ where: { id: { in: [1, undefined] } } }),
  'in orderBy': (p) => p.author.findMany({ orderBy: { id: undefined } }),
  'as take': (p) => p.author.findMany({ take: undefined }),
  'in include': (p) => p.author.findMany({ include: { books: undefined } }),
  'in omit': (p) => p.author.findMany({ omit: { bio: undefined } }),
  'in JSON': async (p) => {
    const { id } = await p.author.create({ data: { email: 'json', data: { a: undefined, b: 1 } } })
    return p.author.delete({ where: { id }, select: { data: true } })
  },
  'in a list in JSON': async (p) => {
    const { id } = await p.author.create({ data: { email: 'json2', data: [1, undefined] } })
    return p.author.delete({ where: { id }, select: { data: true } })
  },
  'in raw queries': (p) => p.$queryRaw`SELECT 1 AS one WHERE ${undefined} IS NULL`.catch((e) => [e.constructor.name]),
  'in groupBy': (p) => p.book.groupBy({ by: ['title'], where: undefined }),
  'in aggregate': (p) => p.book.aggregate({ _max: { id: true, title: undefined } }),
  'in the where of a unique one': (p) => p.author.findUnique({ where: { id: 1, email: undefined } }),
  'beside something else that is wrong': (p) => p.author.findMany({ where: { nope: 1, email: undefined } }),
  'skip in where': (p, P) => p.author.count({ where: { email: P.skip, id: { lt: 3, gt: P.skip } } }),
  'skip as where': (p, P) => p.author.count({ where: P.skip }),
  'skip as take, skip and cursor': (p, P) => p.author.findMany({ take: P.skip, skip: P.skip, cursor: P.skip, orderBy: P.skip, distinct: P.skip }).then((rows) => rows.length),
  'skip in data': async (p, P) => {
    const { id, ...rest } = await p.author.create({ data: { email: 's1', name: P.skip, books: P.skip } })
    await p.author.delete({ where: { id } })
    return rest
  },
  'skip in update': (p, P) => p.author.update({ where: { id: 1 }, data: { name: P.skip, email: { set: P.skip } } }),
  'skip in data of a list': async (p, P) => {
    const count = await p.author.createMany({ data: [{ email: 's2', name: P.skip }, { email: 's3', name: 'n' }] })
    return [count, await p.author.deleteMany({ where: { email: { in: ['s2', 's3'] } } })]
  },
  'skip of what must be': (p, P) => p.author.create({ data: { email: P.skip } }),
  'skip as data': (p, P) => p.author.create({ data: P.skip }),
  'skip as the where of a unique one': (p, P) => p.author.findUnique({ where: P.skip }),
  'skip of the unique field': (p, P) => p.author.findUnique({ where: { id: P.skip } }),
  'skip in select': (p, P) => p.author.findFirst({ select: { id: true, name: P.skip, books: P.skip } }),
  'skip of all in select': (p, P) => p.author.findFirst({ select: { name: P.skip } }),
  'skip in include': (p, P) => p.author.findFirst({ include: { books: P.skip } }),
  'skip in omit': (p, P) => p.author.findFirst({ omit: { bio: P.skip, data: true } }),
  'skip in AND and OR': (p, P) => p.author.count({ where: { AND: [{ name: P.skip }], OR: P.skip } }),
  'skip alone in OR': (p, P) => p.author.count({ where: { OR: [{ name: P.skip }] } }),
  'skip in a list': (p, P) => p.author.count({ where: { id: { in: [1, P.skip] } } }),
  'skip in JSON': async (p, P) => {
    const { id } = await p.author.create({ data: { email: 's4', data: { a: P.skip, b: 1 } } })
    return p.author.delete({ where: { id }, select: { data: true } })
  },
  'skip as JSON': async (p, P) => {
    const { id } = await p.author.create({ data: { email: 's5', data: P.skip } })
    return p.author.delete({ where: { id }, select: { data: true } })
  },
  'skip in nested where': (p, P) => p.author.findFirst({ include: { books: { where: { title: P.skip }, orderBy: { id: 'asc' }, take: P.skip } } }),
  'skip in groupBy': (p, P) => p.book.groupBy({ by: ['title'], where: P.skip, having: P.skip, orderBy: { title: 'asc' } }),
  'skip in aggregate': (p, P) => p.book.aggregate({ _max: { id: true, title: P.skip } }),
  'skip as select': (p, P) => p.author.findMany({ select: P.skip }),
  'skip as include': (p, P) => p.author.findMany({ include: P.skip, orderBy: { id: 'asc' } }),
  'skip as omit': (p, P) => p.author.findMany({ omit: P.skip, orderBy: { id: 'asc' } }),
  'skip as include and omit': (p, P) => p.author.findMany({ include: P.skip, omit: P.skip, orderBy: { id: 'asc' } }),
  'skip as select beside include': (p, P) => p.author.findMany({ select: P.skip, include: { books: true } }),
  'skip as include beside select': (p, P) => p.author.findMany({ select: { id: true }, include: P.skip }),
  'skip as omit beside select': (p, P) => p.author.findMany({ select: { id: true }, omit: P.skip }),
  'skip as select of a relation': (p, P) => p.author.findMany({ include: { books: { select: P.skip } } }),
  'skip as select in a selected relation': (p, P) => p.author.findMany({ select: { books: { select: P.skip } } }),
  'skip as include and omit of a relation': (p, P) => p.author.findMany({ include: { books: { include: P.skip, omit: P.skip, orderBy: { id: 'asc' } } }, orderBy: { id: 'asc' } }),
  'skip as select of a count': (p, P) => p.author.findMany({ include: { _count: { select: P.skip } } }),
  'skip as a count': (p, P) => p.author.findMany({ include: { _count: P.skip }, orderBy: { id: 'asc' } }),
  'skip as select of count': (p, P) => p.author.count({ select: P.skip }),
  'skip as an aggregate': (p, P) => p.author.aggregate({ _count: P.skip, _max: { id: true } }),
  'skip as an aggregate of groups': (p, P) => p.book.groupBy({ by: ['title'], _count: P.skip, orderBy: { title: 'asc' } }),
  'skip as select of a new record': (p, P) => p.author.create({ data: { email: 's6' }, select: P.skip }),
  'no record was made': (p) => p.author.count({ where: { email: 's6' } }),
  'skip as select of many new ones': (p, P) => p.author.createManyAndReturn({ data: { email: 's6' }, select: P.skip }),
  'skip as select of a change': (p, P) => p.author.update({ where: { id: 1 }, data: {}, select: P.skip }),
  'skip as select of a unique one': (p, P) => p.author.findUnique({ where: { id: 1 }, select: P.skip }),
  'skip as select on the way to a relation': (p, P) => p.author.findUnique({ where: { id: 1 }, select: P.skip }).books({ orderBy: { id: 'asc' } }),
  'skip as include on the way to a relation': (p, P) => p.author.findUnique({ where: { id: 1 }, include: P.skip }).books(),
  'skip as select behind a relation': (p, P) => p.author.findUnique({ where: { id: 1 } }).books({ select: P.skip }),
  'undefined as select': (p) => p.author.findMany({ select: undefined, orderBy: { id: 'asc' } }),
  'undefined as include': (p) => p.author.findMany({ include: undefined, orderBy: { id: 'asc' } }),
  'undefined as omit': (p) => p.author.findMany({ omit: undefined, orderBy: { id: 'asc' } }),
  'undefined as select of a relation': (p) => p.author.findMany({ include: { books: { select: undefined, orderBy: { id: 'asc' } } }, orderBy: { id: 'asc' } }),
  'undefined in select': (p) => p.author.findMany({ select: { id: undefined } }),
  'undefined in include': (p) => p.author.findMany({ include: { books: undefined } }),
  'undefined in omit': (p) => p.author.findMany({ omit: { name: undefined } }),
  'what skip is': (p, P) => [typeof P.skip, P.skip === P.skip],
}

// The same names in two schemas, on PostgreSQL.
const schemas = ['base', 'shop']
const apart = `
model Item {
  id    Int    @id @default(autoincrement())
  kind  Kind   @default(SMALL)
  sales Sale[]
  @@schema("base")
}
model Sale {
  id     Int   @id @default(autoincrement())
  item   Item  @relation(fields: [itemId], references: [id])
  itemId Int
  state  State @default(OPEN)
  @@map("Item")
  @@schema("shop")
}
enum Kind {
  SMALL
  LARGE
  @@schema("base")
}
enum State {
  OPEN
  DONE @map("done")
  @@map("Kind")
  @@schema("shop")
}
`

const server = await startPostgres()
const both = server && (await bothClients(apart, {}, { server, schemas }))
const features = { SQLite: ['views', 'strictUndefinedChecks'], PostgreSQL: ['views', 'strictUndefinedChecks', 'relationJoins', 'nativeDistinct', 'fullTextSearchPostgres'] }
const databases = []
for (const [name, previewFeatures] of Object.entries(features)) {
  const isPostgres = name === 'PostgreSQL'
  if (isPostgres && !server) continue
  const clients = await bothClients(models(isPostgres), {}, { previewFeatures, server: isPostgres ? server : undefined })
  if (clients) databases.push({ name, isPostgres, clients })
  for (const { prisma } of clients ?? []) {
    for (const view of views(isPostgres)) await prisma.$executeRawUnsafe(view)
    const tags = { create: [{ name: 'red' }, { name: 'blue' }] }
    await prisma.author.create({ data: { email: 'a', name: 'A', bio: 'b', books: { create: [{ title: 'c', tags }, { title: 'a', text: 'cat and dog' }] } } })
    await prisma.author.create({ data: { email: 'b', books: { create: [{ title: 'b', text: 'fish' }] } } })
    await prisma.author.create({ data: { email: 'c' } })
  }
}
after(async () => {
  for (const { close } of [...databases.flatMap(({ clients }) => clients), ...(both ?? [])]) await close()
  await server?.stop()
})

const refused = { name: 'PrismaClientValidationError' }
for (const { name, isPostgres, clients } of databases) {
  // Where ours is different, and COMPAT.md says so.
  test(`${name}: ours alone`, async () => {
    const { prisma, Prisma } = clients[1]
    await assert.rejects(async () => prisma.authorStats.deleteMany(), refused)
    await assert.rejects(async () => prisma.ranking.findUnique({ where: { place: 1 } }), refused)
    await assert.rejects(prisma.$queryRaw`SELECT ${Prisma.skip} AS one`, refused)
    const extended = prisma.$extends({ query: { author: { findMany: ({ args, query }) => query(args) } } })
    await assert.rejects(extended.author.findMany({ select: Prisma.skip }), refused)
  })
  describe(`${name}: views`, () => compare(clients, viewCalls))
  describe(`${name}: relationLoadStrategy`, () => compare(clients, strategyCalls))
  describe(`${name}: strict undefined, and skip`, () => compare(clients, strictCalls))
  if (isPostgres)
    describe(`${name}: full-text search`, () =>
      compare(clients, {
        'search': (p) => p.book.findMany({ where: { text: { search: 'cat & dog' } }, select: { title: true } }),
        'search for one of two': (p) => p.book.findMany({ where: { text: { search: 'cat | fish' } }, select: { title: true }, orderBy: { id: 'asc' } }),
        'search with not': (p) => p.book.findMany({ where: { NOT: { text: { search: 'cat' } } }, select: { title: true } }),
        'search that is malformed': (p) => p.book.findMany({ where: { text: { search: 'cat dog' } } }),
        'search with skip': (p, P) => p.book.count({ where: { text: { search: P.skip } } }),
        'relevance': (p) => p.book.findMany({ orderBy: [{ _relevance: { fields: ['text', 'title'], search: 'fish', sort: 'desc' } }, { id: 'asc' }], select: { title: true } }),
        'relevance of one field': (p) => p.book.findMany({ orderBy: [{ _relevance: { fields: 'text', search: 'cat', sort: 'asc' } }, { id: 'asc' }], select: { title: true } }),
        'relevance through a relation': (p) => p.book.findMany({ orderBy: [{ author: { _relevance: { fields: ['email'], search: 'b', sort: 'desc' } } }, { id: 'asc' }], select: { title: true } }),
        'relevance without sort': (p) => p.book.findMany({ orderBy: { _relevance: { fields: ['text'], search: 'cat' } } }),
        'relevance of no text': (p) => p.book.findMany({ orderBy: { _relevance: { fields: ['id'], search: 'cat', sort: 'asc' } } }),
        'distinct': (p) => p.book.findMany({ distinct: ['authorId'], orderBy: [{ authorId: 'asc' }, { id: 'asc' }], select: { title: true } }),
        'distinct in another order': (p) => p.book.findMany({ distinct: ['authorId'], orderBy: { title: 'asc' }, select: { title: true } }),
      }))
}

if (both)
  describe('PostgreSQL: several schemas', () =>
    compare(both, {
      'create': (p) => p.item.create({ data: { kind: 'LARGE', sales: { create: [{}, { state: 'DONE' }] } }, include: { sales: { orderBy: { id: 'asc' } } } }),
      'read': (p) => p.sale.findMany({ where: { state: 'DONE', item: { kind: 'LARGE' } }, include: { item: { include: { _count: true } } } }),
      'group': (p) => p.sale.groupBy({ by: ['state'], _count: true, orderBy: { state: 'asc' } }),
      'update': (p) => p.item.update({ where: { id: 1 }, data: { sales: { updateMany: { where: {}, data: { state: 'OPEN' } } } }, include: { sales: { orderBy: { id: 'asc' } } } }),
      'raw': (p) => p.$queryRaw`SELECT a.id, b.state::text AS state FROM base."Item" a JOIN shop."Item" b ON b."itemId" = a.id ORDER BY b.id`,
      'delete what is referred to': (p) => p.item.delete({ where: { id: 1 } }),
      'transaction': (p) => p.$transaction([p.sale.deleteMany(), p.item.deleteMany()]),
    }))
