// Beside the published client once more: values of raw SQL, and JSON that nests deeply.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { compare } from '../support/compare.mjs'
import { startPostgres } from '../support/postgres.mjs'
import { bothClients } from '../support/published.mjs'

const models = `
model Doc {
  id   Int     @id @default(autoincrement())
  name String  @default("")
  data Json
  real Float?
  big  BigInt?
}
`

/** So many objects and lists in each other. */
const nested = (levels) => {
  let value = { leaf: 1 }
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { a: value }
  return value
}
const depth = (value) => {
  let levels = 0
  for (; value !== null && typeof value === 'object' && !('leaf' in value); levels++) value = Array.isArray(value) ? value[0] : value.a
  return levels
}

/** @type {Record<string, (prisma: any, Prisma: any) => unknown>} */
const deep = {
  ...Object.fromEntries(
    [100, 120, 124, 128, 300, 1000].map((levels) => [
      `${levels} levels`,
      async (p) => {
        const data = nested(levels)
        const { id } = await p.doc.create({ data: { data } })
        const found = await p.doc.findMany({ where: { data: { equals: data } } })
        const [raw] = await p.$queryRaw`select data from "Doc" where id = ${id}`
        const [, updated] = await p.$transaction([p.doc.count(), p.doc.update({ where: { id }, data: { data: [data] } })])
        await p.doc.createMany({ data: [{ data }, { data: 1 }] })
        return [...found, raw, updated].map(({ data }) => depth(data))
      },
    ]),
  ),
  'keys and values far down': async (p) => {
    const data = { list: nested(130), 'ü"\\\n': [nested(125), '\ud83d\ude00', null, -0.5, { $type: 'Json', value: nested(140) }] }
    const { id } = await p.doc.create({ data: { data } })
    const read = await p.doc.findUnique({ where: { id } })
    return [JSON.stringify(read.data).length, depth(read.data.list), Object.keys(read.data), depth(read.data['ü"\\\n'][4].value)]
  },
  'dates, decimals and what has toJSON far down': async (p, P) => {
    let data = { at: new Date(0), n: new P.Decimal('1.50'), own: { toJSON: () => 'mine' }, none: undefined }
    for (let level = 0; level < 130; level++) data = [data]
    const { id } = await p.doc.create({ data: { data } })
    return JSON.stringify((await p.doc.findUnique({ where: { id } })).data).replace(/[[\]]/g, '')
  },
  'filters in each other, as deep as they go': (p) => {
    let where = { id: { lt: 0 } }
    for (let level = 0; level < 60; level++) where = { AND: [where] }
    return p.doc.findMany({ where })
  },
}

/** @type {Record<string, (prisma: any, Prisma: any) => unknown>} */
const sqlite = {
  'numbers': (p) => p.$queryRaw`select ${5} as a, ${-7} as b, ${1.5} as c, ${2 ** 40} as d, ${5n} as e, ${0} as f, ${1e300} as g`,
  'booleans': (p) => p.$queryRaw`select ${true} as a, ${false} as b, ${true} = 1 as c`,
  'decimals': (p, P) => p.$queryRaw`select ${new P.Decimal('1.50')} as a, ${new P.Decimal('7')} as b`,
  'what they are': (p) => p.$queryRaw`select typeof(${5}) as a, typeof(${5n}) as b, typeof(${true}) as c, typeof(${'5'}) as d, typeof(${new Date(0)}) as e, typeof(${null}) as f`,
  'arithmetics': (p) => p.$queryRaw`select 5 + ${1} as a, 5 / ${2} as b, ${7} % 4 as c, abs(${-3}) as d, max(${1}, 2) as e, 5 as f, 5 / 2 as g`,
  'as text': (p) => p.$queryRaw`select cast(${1} as text) as a, ${4} || '' as b, json_array(${1}) as c, printf('%d', ${3}) as d, substr('hello', ${2}, ${3}) as e`,
  'limit and offset': (p) => p.$queryRaw`select 1 as one union all select 2 limit ${1} offset ${1}`,
  'unsafe': (p) => p.$queryRawUnsafe('select ? as a, ? as b, ? as c', 5, 'a', true),
  'into columns': async (p) => {
    await p.$executeRaw`insert into "Doc" (id, name, data, real, big) values (${1000}, ${5}, ${'{}'}, ${3}, ${4})`
    const [row] = await p.$queryRaw`select id, name, real, big, typeof(id) as i, typeof(name) as n, typeof(big) as b from "Doc" where id = ${1000} and big in (${4}, ${5})`
    return [row, await p.doc.findUnique({ where: { id: 1000 } }), await p.$executeRawUnsafe('update "Doc" set big = ? where id = ?', 6, 1000)]
  },
  'expressions of columns': (p) => p.$queryRaw`select id + ${1} as a, big * ${2} as b, count(*) as c, sum(big) as d, avg(big) as e from "Doc" where id = 1000`,
  'no rows': (p) => p.$queryRaw`select ${1} as one where ${0} = 1`,
}

/** @type {Record<string, (prisma: any, Prisma: any) => unknown>} */
const postgresql = {
  'bytes, of their type and as text': (p) => p.$queryRaw`select ${Buffer.from('x')} as a, ${Buffer.from('yü')}::text as b, ${Buffer.from([0, 255])}::bytea as c`,
}

const server = await startPostgres()
const databases = new Map([['SQLite', await bothClients(models)]])
if (server) databases.set('PostgreSQL', await bothClients(models, {}, { server }))
after(async () => {
  for (const { close } of [...databases.values()].flatMap((clients) => clients ?? [])) await close()
  await server?.stop()
})

for (const [name, clients] of databases) {
  if (!clients) continue
  describe(`${name}: JSON that nests`, () => compare(clients, deep))
  describe(`${name}: values of raw SQL`, () => compare(clients, name === 'SQLite' ? sqlite : postgresql))
  test(`${name}: what holds itself, or nests without end, is refused`, async () => {
    const endless = { list: [] }
    endless.list.push(endless)
    for (const data of [endless, nested(5000)]) {
      await assert.rejects(clients[1].prisma.doc.create({ data: { data } }), { name: 'PrismaClientValidationError', message: /nest deeper than 2000 levels/ })
    }
  })
}
