// The same calls on the published Prisma Client and on ours: same results, same classes of errors.
import assert from 'node:assert/strict'
import { after, describe, test } from 'node:test'
import { models } from '../support/blog.mjs'
import { compare, described } from '../support/compare.mjs'
import { startPostgres } from '../support/postgres.mjs'
import { bothClients } from '../support/published.mjs'


const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
/** How a database writes parameters. */
const holes = (p) => (p._activeProvider === 'sqlite' ? ['?', '?'] : ['$1', '$2'])
/** JSON holds computed fields and no getters. */
const json = (value) => JSON.stringify(value)

/** @type {Record<string, Record<string, (prisma: any, Prisma: any) => unknown>>} */
const groups = {
  'reads and their result forms': {
    'include': (p) => p.user.findMany({ include: { posts: true, profile: true } }),
    'plain objects': async (p) => Object.getPrototypeOf(await p.user.findFirst()) === Object.prototype,
    'count': (p) => p.user.count(),
    'count with select': (p) => p.user.count({ select: { _all: true, name: true } }),
    'aggregate, _count: true': (p) => p.user.aggregate({ _count: true, _sum: { balance: true }, _max: { id: true, email: true } }),
    'aggregate, _count object': (p) => p.user.aggregate({ _count: { _all: true, name: true } }),
    'groupBy': (p) => p.user.groupBy({ by: ['role'], _count: true, _avg: { balance: true } }),
    'groupBy of one name': (p) => p.user.groupBy({ by: 'role', _count: { _all: true } }),
    'omit': (p) => p.user.findMany({ omit: { balance: true, role: true } }),
    'null and undefined': async (p) => [await p.user.count({ where: { id: undefined } }), await p.user.count({ where: { name: null } })],
    'skip': (p, P) => p.user.findMany({ where: { id: P.skip, name: null } }),
    'decimals': async (p, P) => {
      const { balance } = await p.user.findFirst({ where: { id: 1 } })
      return [balance instanceof P.Decimal, balance.toFixed(2), String(balance.plus(1))]
    },
    'decimals as values': (p, P) => p.user.findMany({ where: { balance: { gt: new P.Decimal('1.2') } } }),
    'columns as values': (p) => p.user.findMany({ where: { email: { not: { equals: p.user.fields.name } } }, select: { id: true } }),
  },
  'the fluent API': {
    'to many': (p) => p.user.findUnique({ where: { id: 1 } }).posts({ orderBy: { id: 'desc' } }),
    'twice': (p) => p.post.findUnique({ where: { id: 1 } }).author().profile(),
    'with select': (p) => p.post.findFirst({ where: { id: 1 } }).author({ select: { email: true } }),
    'of nothing': (p) => p.user.findUnique({ where: { id: 99 } }).posts(),
    'after a write': (p) => p.user.update({ where: { id: 1 }, data: { name: 'AA' } }).profile(),
    'of a record that has to be there': (p) => p.user.findUniqueOrThrow({ where: { id: 99 } }).posts(),
  },
  'look-ups of one tick': {
    'by id': (p) => Promise.all([2, 1, 3, 1].map((id) => p.user.findUnique({ where: { id } }))),
    'with relations': (p) => Promise.all([1, 2].map((id) => p.user.findUnique({ where: { id }, include: { posts: { take: 1 } } }))),
    'each its own error': async (p) => {
      const settled = await Promise.allSettled([1, 99].map((id) => p.user.findUniqueOrThrow({ where: { id } })))
      return settled.map(({ status, reason }) => [status, reason?.code])
    },
  },
  'arguments that are changed after the call': {
    'a look-up': (p) => {
      const args = { where: { id: 1 } }
      const call = p.user.findUnique(args).then((user) => user)
      args.where.id = 2
      return call
    },
    'one object for all look-ups': (p) => {
      const where = { id: 0 }
      return Promise.all([1, 2].map((id) => p.user.findUnique(Object.assign({ where }, void (where.id = id))).then((user) => user?.id)))
    },
    'many': (p) => {
      const args = { where: { id: 1 } }
      const call = p.user.findMany(args).then((users) => users)
      args.where.id = 2
      return call
    },
    'an array transaction': (p) => {
      const args = { where: { id: 1 } }
      const calls = p.$transaction([p.user.count(), p.user.findMany(args)])
      args.where.id = 2
      return calls
    },
    'before anybody waits': (p) => {
      const args = { where: { id: 1 } }
      const call = p.user.findMany(args)
      args.where.id = 2
      return call
    },
  },
  'errors': {
    'unknown argument': (p) => p.user.create({ data: { nmae: 1 } }),
    'wrong type': (p) => p.user.findMany({ take: 'x' }),
    'nothing given': (p) => p.user.create(),
    'arguments of text': (p) => p.user.findMany('x'),
    'select and include': (p) => p.user.findMany({ select: { id: true }, include: { posts: true } }),
    'empty select': (p) => p.user.findMany({ select: {} }),
    'undefined in a list': (p) => p.user.findMany({ where: { id: { in: [1, undefined] } } }),
    'a function': (p) => p.user.create({ data: { email: () => 1 } }),
    'a symbol': (p) => p.user.create({ data: { email: Symbol('x') } }),
    'an invalid date': (p) => p.user.findMany({ where: { name: new Date('x') } }),
    'taken': (p) => p.user.create({ data: { email: 'a' } }),
    'not there': (p) => p.user.delete({ where: { id: 1000 } }),
    'no such parent': (p) => p.post.create({ data: { title: 'x', authorId: 999 } }),
    'raw': (p) => p.$queryRaw`select * from nope`,
    'told to listeners': async (p) => {
      const seen = []
      p.$on('error', (event) => seen.push([Object.keys(event).sort().join(), event.target]))
      await p.user.delete({ where: { id: 12345 } }).catch(() => {})
      await p.$queryRaw`select * from nope`.catch(() => {})
      return seen
    },
  },
  'bad input': {
    'NaN': (p) => p.user.findMany({ where: { id: NaN } }),
    'NaN where there is no null': (p) => p.post.create({ data: { title: 'x', authorId: NaN } }),
    'an endless number': (p) => p.user.findMany({ where: { id: Infinity } }),
    'a number beyond 64 bits': (p) => p.user.findMany({ where: { id: 1e30 } }),
    'a bigint as Int': (p) => p.user.findMany({ where: { id: 5n } }),
    'a text as Int': (p) => p.user.findMany({ where: { id: '5' } }),
    'a number as text': (p) => p.user.findMany({ where: { email: 5 } }),
    'a boolean as text': (p) => p.user.findMany({ where: { email: true } }),
    'an object as text': (p) => p.user.create({ data: { email: { toString: () => 'x' } } }),
    'a list as text': (p) => p.user.create({ data: { email: ['x'] } }),
    'null where there is none': (p) => p.user.create({ data: { email: null } }),
    'a bad decimal': (p) => p.user.create({ data: { email: 'dec', balance: '1,5' } }),
    'an unknown model': (p) => p.nope,
    'an unknown method': (p) => p.user.findAll,
    'an unknown field to select': (p) => p.user.findMany({ select: { nope: true } }),
    'an unknown relation to include': (p) => p.user.findMany({ include: { nope: true } }),
    'include of a column': (p) => p.user.findMany({ include: { email: true } }),
    'no unique field': (p) => p.user.findUnique({ where: { name: 'x' } }),
    'an undefined unique field': (p) => p.user.findUnique({ where: { id: undefined } }),
    'a null unique field': (p) => p.user.findUnique({ where: { id: null } }),
    'two orders in one object': (p) => p.user.findMany({ orderBy: { id: 'asc', name: 'asc' } }),
    'an unknown order': (p) => p.user.findMany({ orderBy: { id: 'up' } }),
    'SQL in a text': async (p) => {
      const text = `'; drop table "User"; --`
      return [await p.user.findMany({ where: { email: text } }), await p.user.findMany({ where: { name: { contains: text } } }), await p.user.count()]
    },
    'a constructor as key': (p) => p.user.findMany({ where: { constructor: 1 } }),
    'a map': (p) => p.user.findMany({ where: new Map([['id', 1]]) }),
    'an object without prototype': (p) => p.user.findMany({ where: Object.assign(Object.create(null), { id: 1 }) }),
    'a class': (p) => {
      class Filter {
        id = 1
      }
      return p.user.findMany({ where: new Filter() })
    },
    'an object with toJSON': (p) => p.user.findMany({ where: { toJSON: () => ({ id: 1 }) } }),
    'a getter': (p) => p.user.findMany({ where: { get id() { return 1 } } }),
    'an error of a getter': (p) => p.user.findMany({ where: { get id() { throw new RangeError('mine') } } }).catch(String),
    'frozen arguments': (p) => p.user.findMany(Object.freeze({ where: Object.freeze({ id: 1 }) })),
  },
  'raw queries': {
    'tag': (p) => p.$queryRaw`select id, email, coalesce(name, ${'x'}) as x from "User" where id = ${1}`,
    'joined': (p, P) => p.$queryRaw(P.sql`select id from "User" where id in (${P.join([1, 2])}) ${P.empty} ${P.raw('order by id desc')}`),
    'unsafe': (p) => p.$queryRawUnsafe(`select id, name from "User" where email = ${holes(p)[0]}`, 'b'),
    'execute': (p) => p.$executeRaw`update "User" set name = ${'N'} where id = ${2}`,
    'execute unsafe': (p) => p.$executeRawUnsafe(`update "User" set name = ${holes(p)[0]} where id = ${holes(p)[1]}`, 'M', 2),
  },
  'transactions': {
    'array': (p) => p.$transaction([p.user.findUnique({ where: { id: 1 } }), p.user.count(), p.$queryRaw`select id from "User" where id = 1`]),
    'array that fails': async (p) => {
      const create = () => p.user.create({ data: { email: 'c' } })
      const error = await p.$transaction([create(), create()]).catch((e) => e)
      return [described(error), await p.user.count()]
    },
    'array with an error of the user’s own': async (p) => {
      const wrong = {
        toJSON() {
          throw new RangeError('mine')
        },
      }
      const settled = await Promise.allSettled([
        p.$transaction([p.user.count(), p.user.findMany({ where: { id: wrong } })]),
        p.$transaction([p.user.count(), p.$queryRaw`select ${wrong}`]),
      ])
      return settled.map(({ reason }) => String(reason))
    },
    'array of something else': (p) => p.$transaction([Promise.resolve(1)]),
    'function': (p) => p.$transaction(async (tx) => {
      await tx.user.create({ data: { email: 'd' } })
      return tx.user.count()
    }),
    'function that throws': async (p) => {
      const thrown = await p.$transaction(async (tx) => {
        await tx.user.create({ data: { email: 'e' } })
        throw new TypeError('x')
      }).catch((e) => e)
      return [thrown.constructor.name, thrown.message, await p.user.count()]
    },
    'nested': (p) => p.$transaction(async (tx) => {
      await tx.user.create({ data: { email: 'f' } })
      await tx.$transaction(async (inner) => {
        await inner.user.create({ data: { email: 'g' } })
        throw new Error()
      }).catch(() => {})
      return tx.user.findMany({ where: { email: { in: ['f', 'g'] } }, select: { email: true } })
    }),
    'nested beside each other': (p) => p.$transaction((tx) => Promise.all([tx.$transaction(() => pause(50)), tx.$transaction(async () => {})])),
    'used after its end': async (p) => {
      let after
      await p.$transaction(async (tx) => { after = tx })
      return after.user.findMany()
    },
    'used after it was rolled back': async (p) => {
      let after
      await p.$transaction(async (tx) => {
        after = tx
        throw new Error()
      }).catch(() => {})
      return after.user.findMany()
    },
    'too late': (p) => p.$transaction(async (tx) => {
      await pause(300)
      return tx.user.findMany()
    }, { timeout: 50 }),
    'too late to commit': (p) => p.$transaction(() => pause(300), { timeout: 50 }),
    'no time': (p) => p.$transaction(async () => {}, { timeout: 0 }),
    'unknown isolation level': (p) => p.$transaction(async () => {}, { isolationLevel: 'Nope' }),
    'isolation level of another database': (p) => p.$transaction(async () => {}, { isolationLevel: 'Snapshot' }),
  },
  'extensions': {
    'result': async (p) => {
      const x = p.$extends({
        result: {
          user: {
            shout: { needs: { name: true }, compute: (u) => String(u.name).toUpperCase() },
            twice: { needs: { shout: true }, compute: (u) => u.shout + u.shout },
          },
          post: { t: { needs: { title: true }, compute: (r) => `${r.title}!` } },
        },
      })
      return [
        json(await x.user.findMany({ select: { twice: true, posts: true } })),
        json(await x.user.findFirst({ include: { posts: { select: { t: true } } } })),
        json(await x.user.findFirst({ omit: { shout: true, name: true } })),
        json(await x.post.findFirst({ include: { author: true } })),
        json(await x.user.findUnique({ where: { id: 1 } }).posts()),
        json(await x.user.count()),
        json(await x.user.groupBy({ by: ['role'], _count: true })),
      ]
    },
    'query': async (p) => {
      const log = []
      const say = (what) => ({ args, query, operation, model }) => {
        log.push([what, model, operation, json(args)])
        return query(args)
      }
      const x = p
        .$extends({
          query: {
            user: { findMany: say('model'), $allOperations: say('model, all') },
            $allModels: { findMany: say('any model'), $allOperations: say('any model, all') },
            $allOperations: say('all'),
          },
        })
        .$extends({ query: { user: { findMany: ({ args, query }) => (log.push('second'), query({ ...args, take: 1 })) } } })
      const rows = await x.user.findMany()
      await x.$queryRaw`select 1 where 1 = ${1}`
      await x.$queryRawUnsafe('select 1')
      await x.$executeRaw`update "User" set name = name`
      await x.$transaction([x.user.findMany()])
      await x.$transaction((tx) => tx.user.findMany())
      return [rows, log]
    },
    'model and client': async (p, P) => {
      const x = p.$extends({
        model: {
          user: {
            async byMail(email) {
              const context = P.getExtensionContext(this)
              return [context.$name, context.name, await context.findUnique({ where: { email } })]
            },
          },
          $allModels: {
            async exists(where) {
              return (await P.getExtensionContext(this).findFirst({ where })) !== null
            },
          },
        },
        client: {
          $two: 2,
          $count() {
            return P.getExtensionContext(this).user.count()
          },
        },
      })
      const inside = await x.$transaction(async (tx) => [await tx.user.exists({ id: 5 }), await tx.$count()])
      return [await x.user.byMail('a'), await x.post.exists({ id: 1 }), x.$two, await x.$count(), inside, x.$on, x.$parent === p]
    },
    'defined apart': (p, P) => {
      const x = p
        .$extends(P.defineExtension({ name: 'one', client: { $five: () => 5 } }))
        .$extends(P.defineExtension((c) => c.$extends({ client: { $six: () => c.$five() + 1 } })))
      return [x.$five(), x.$six()]
    },
    'arguments stay the caller’s': async (p) => {
      const args = { where: { id: 1 } }
      const x = p.$extends({
        query: {
          $allOperations({ args: given, query }) {
            given.where.id = 2
            return query(given)
          },
        },
      })
      return [await x.user.findMany(args), args]
    },
  },
  'the end': {
    'a client that was closed opens again': async (p) => {
      await p.$disconnect()
      return p.user.count()
    },
  },
}

// All databases first: what is declared after a wait may come too late for the runner.
const server = await startPostgres()
const databases = new Map([['SQLite', await bothClients(models)]])
if (server) databases.set('PostgreSQL', await bothClients(models, {}, { server }))
for (const { prisma } of [...databases.values()].flatMap((clients) => clients ?? [])) {
  const posts = { create: [{ title: 'p1' }, { title: 'p2' }] }
  await prisma.user.create({ data: { email: 'a', name: 'A', balance: '1.50', posts, profile: { create: { bio: 'b' } } } })
  await prisma.user.create({ data: { email: 'b' } })
}
for (const [database, clients] of databases) {
  for (const [group, calls] of Object.entries(clients ? groups : {})) describe(`${database}: ${group}`, () => compare(clients, calls))
}
// Where ours is different, and COMPAT.md says so.
for (const [database, clients] of databases) {
  test(`${database}: ours alone`, { skip: !clients }, async () => {
    const { prisma, Prisma } = clients[1]
    assert.deepEqual(await prisma.user.aggregate({ _count: Prisma.skip, _max: { id: true } }), await prisma.user.aggregate({ _max: { id: true } }))
    const settled = await Promise.allSettled([1, 'x'].map((id) => prisma.user.findUnique({ where: { id } })))
    assert.deepEqual(settled.map(({ status }) => status), ['fulfilled', 'rejected'])
    assert.deepEqual(await prisma.user.findMany(null), await prisma.user.findMany())
    for (const args of [5, [], () => {}]) await assert.rejects(prisma.user.findMany(args), { name: 'PrismaClientValidationError' })
    const endless = {}
    endless.AND = endless
    for (const where of [endless, JSON.parse('{"__proto__": {"id": 1}}')]) {
      await assert.rejects(prisma.user.findMany({ where }), { name: 'PrismaClientValidationError' })
    }
    assert.equal({}.id, undefined)
    const thrown = await prisma
      .$transaction(async (tx) => {
        await tx.user.create({ data: { email: 'inner' } })
        await tx.$transaction([tx.user.create({ data: { email: 'array' } }), tx.user.count()])
        throw new Error('back')
      })
      .catch((error) => error.message)
    assert.equal(thrown, 'back')
    assert.equal(await prisma.user.count({ where: { email: { in: ['inner', 'array'] } } }), 0)
  })
}
after(async () => {
  for (const { close } of [...databases.values()].flatMap((clients) => clients ?? [])) await close()
  await server?.stop()
})
