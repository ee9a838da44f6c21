/** Calls that are packed are the same requests as those that are sent as JSON: whatever they hold, however often. */

import assert from 'node:assert/strict'
import { after, test } from 'node:test'

import { onEachDatabase } from '../support/databases.mjs'
import { addon, AnyNull, DbNull, Decimal, FieldRef, Forms, JsonNull, open, packed, skip, submit, text, withArguments } from '../support/native.ts'

const models = (lists) => `
enum Colour {
  RED
  GREEN @map("grün")
}
model Thing {
  id      Int       @id @default(autoincrement())
  key     String    @unique
  int     Int?
  big     BigInt?
  float   Float?
  decimal Decimal?
  at      DateTime?
  bytes   Bytes?
  json    Json?
  flag    Boolean   @default(false)
  colour  Colour?
  ${lists ? 'texts String[]\n  bigs BigInt[]\n  jsons Json[]\n  colours Colour[]' : ''}
  parts   Part[]
  ownerId Int?
  owner   Thing?    @relation("owner", fields: [ownerId], references: [id])
  owned   Thing[]   @relation("owner")
  @@unique([int, key])
}
model Part {
  id      Int    @id @default(autoincrement())
  name    String
  data    Json?
  thing   Thing? @relation(fields: [thingId], references: [id])
  thingId Int?
}
`

/** The same numbers in every run. */
function random(seed) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (n) => Math.floor(next() * n)
  const pick = (list) => list[below(list.length)]
  return { below, pick, chance: (share) => next() < share }
}

const texts = ['', 'a', 'asc', 'é', '😀', '\ud800', 'x\0y', "'; DROP TABLE x; --", 'z'.repeat(25), 'ü'.repeat(300), '日本'.repeat(9000), '__proto__']
const numbers = [0, 1, -1, 7, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 53, 2 ** 53 - 1, 1e300, 0.1 + 0.2, -0, NaN, Infinity, 1.5, 5e-324]
const values = {
  text: texts,
  int: numbers,
  big: [0n, 1n, -(2n ** 63n), 2n ** 63n - 1n, 2n ** 63n, 5, '12', 1.5],
  float: numbers,
  decimal: [new Decimal('1.10'), new Decimal('-0'), new Decimal('NaN'), new Decimal('1e30'), 1.5, 3, '2.50', 'x'],
  at: [new Date(0), new Date(-1), new Date(8.64e15), new Date(-8.64e15), new Date(NaN), new Date('0000-01-01T00:00:00Z'), new Date(253402300800000), '2030-01-31T12:00:00Z', 'soon'],
  bytes: [Buffer.from('abc'), new Uint8Array(0), new Uint16Array([1, 515]).subarray(1), new ArrayBuffer(3), new DataView(new ArrayBuffer(2)), 'aGk='],
  json: [{}, [], { a: 1, b: [true, null, { $type: 'x' }] }, 'text', 1.5, true, [1, 2], { $type: 'Int', value: 1 }, { toJSON: () => ({ q: 1 }) }, JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}'), new Date(5), new Decimal('1.5'), 12n, JsonNull, DbNull, AnyNull, { deep: DbNull }],
  flag: [true, false, 1, 'true'],
  colour: ['RED', 'GREEN', 'grün', 'BLUE'],
}
/** What is no value of any type, or none of a column. */
const odd = [undefined, null, skip, DbNull, new FieldRef('Thing', 'int', 'Int', false, false), () => 1, Symbol('s'), {}, [], [null], [undefined], { equals: 1 }, JSON.parse('{"__proto__": 1}'), JSON.parse('{"__proto__": {"toJSON": 1}, "constructor": {"prototype": 2}}'), Object.create({ id: 1 }), Object.assign(Object.create(null), { set: 1 })]

/** Random calls; those of one `form` differ in values only. */
function calls(isPostgres) {
  const scalars = { key: 'text', int: 'int', big: 'big', float: 'float', decimal: 'decimal', at: 'at', bytes: 'bytes', json: 'json', flag: 'flag', colour: 'colour' }
  const lists = isPostgres ? { texts: 'text', bigs: 'big', jsons: 'json', colours: 'colour' } : {}

  return (form, seed) => {
    const shape = random(form)
    const { pick, chance, below } = random(seed)
    const value = (type) => {
      const all = values[type]
      // Mostly of the first kind, as in applications.
      return chance(0.01) ? pick(odd) : chance(0.8) ? all[0] : pick(all)
    }
    const listOf = (type) => Array.from({ length: chance(0.1) ? 0 : 1 + below(4) }, () => value(type))
    const some = (record, most) => Object.entries(record).filter(() => shape.chance(most / Object.keys(record).length))
    const fields = (record, most, make) => Object.fromEntries(some(record, most).map(([name, type]) => [name, make(type, name)]))
    const filter = (type, name) => {
      if (name in lists) return shape.pick([() => ({ has: value(type) }), () => ({ hasSome: listOf(type) }), () => ({ isEmpty: chance(0.5) }), () => ({ equals: listOf(type) })])()
      if (type === 'json') {
        const path = isPostgres ? ['a', pick(['b', '0'])] : '$.a'
        return shape.pick([() => ({ equals: value(type) }), () => ({ path, equals: value(type) }), () => ({ path, string_contains: value('text') }), () => ({ not: pick([DbNull, JsonNull, AnyNull]) })])()
      }
      return shape.pick([
        () => value(type),
        () => ({ equals: value(type) }),
        () => ({ in: listOf(type) }),
        () => ({ not: { in: listOf(type), gt: value(type) } }),
        () => ({ contains: value('text'), mode: pick(['insensitive', 'default']) }),
        () => ({ gte: new FieldRef('Thing', name, 'Int', false, false) }),
        () => null,
      ])()
    }
    const where = (depth) => ({
      ...fields({ ...scalars, ...lists }, 2, filter),
      ...(depth > 0 && shape.chance(0.4) && { [shape.pick(['AND', 'OR', 'NOT'])]: Array.from({ length: shape.below(3) }, () => where(depth - 1)) }),
      ...(depth > 0 && shape.chance(0.3) && { parts: { some: { name: value('text'), data: { equals: value('json') } } } }),
      ...(depth > 0 && shape.chance(0.2) && { owner: shape.pick([null, { is: where(0) }]) }),
    })
    const unique = () => shape.pick([() => ({ id: pick([1, 2, 'x', 2 ** 40]) }), () => ({ key: value('text') }), () => ({ int_key: { int: value('int'), key: value('text') } })])()
    const change = (type, name) => {
      if (name in lists) return shape.pick([() => listOf(type), () => ({ set: listOf(type) }), () => ({ push: value(type) }), () => ({ push: listOf(type) })])()
      return shape.pick([() => value(type), () => ({ set: value(type) }), () => ({ increment: value(type) })])()
    }
    const row = () => ({ key: value('text'), ...fields({ ...scalars, ...lists }, 4, (type, name) => (name in lists ? listOf(type) : chance(0.1) ? null : value(type))) })
    const rows = (make) => {
      const from = random(form)
      return Array.from({ length: 1 + below(6) }, () => {
        const keys = chance(0.1) ? ['name'] : from.pick([['name'], ['name', 'thingId']])
        return Object.fromEntries(keys.map((key) => [key, make(key)]))
      })
    }
    const part = (key) => (key === 'name' ? value('text') : chance(0.3) ? null : value('int'))
    const nested = () => shape.pick([
      () => ({ create: [{ name: value('text'), data: value('json') }, { name: value('text') }] }),
      () => ({ createMany: { data: rows(part), skipDuplicates: true } }),
      () => ({ connect: [{ id: 1 }, { id: below(9) }] }),
    ])()
    const more = () => (shape.chance(0.3) ? { parts: nested() } : {})
    const selection = () => shape.pick([
      () => ({}),
      () => ({ include: { parts: { where: { name: { contains: value('text') } }, take: pick([1, 5, -2, 0]), orderBy: { name: pick(['asc', 'desc']) } } } }),
      () => ({ select: { id: true, flag: pick([true, false]), _count: { select: { parts: true } } } }),
      () => ({ omit: { json: pick([true, false, undefined]) } }),
    ])()
    const page = () => ({
      ...(shape.chance(0.4) && { take: pick([10, 20, 1, -1, 0, 1.5, 'x']) }),
      ...(shape.chance(0.4) && { skip: pick([0, 5, 100, -1]) }),
      ...(shape.chance(0.4) && { orderBy: shape.pick([() => ({ key: pick(['asc', 'desc', 'up']) }), () => [{ int: { sort: pick(['asc', 'desc']), nulls: 'last' } }, { parts: { _count: 'asc' } }]])() }),
      ...(shape.chance(0.2) && { distinct: pick([['key'], ['key', 'int'], 'flag']) }),
      ...(shape.chance(0.2) && { cursor: unique() }),
    })
    const [action, args] = shape.pick([
      () => ['findUnique', { where: unique(), ...selection() }],
      () => [shape.pick(['findFirst', 'findMany']), { where: where(2), ...page(), ...selection() }],
      () => ['create', { data: { ...row(), ...more() }, ...selection() }],
      () => ['update', { where: unique(), data: { ...fields({ ...scalars, ...lists }, 3, change), ...more() } }],
      () => ['updateMany', { where: where(1), data: fields(scalars, 3, change), ...(shape.chance(0.5) && { limit: pick([1, 10, -1]) }) }],
      () => ['upsert', { where: { key: value('text') }, create: row(), update: fields(scalars, 2, change) }],
      () => ['deleteMany', { where: where(1) }],
      () => ['createMany', { data: Array.from({ length: 1 + below(4) }, () => row()) }],
      () => ['count', { where: where(1), ...(shape.chance(0.3) && { select: { _all: true, key: pick([true, false]) } }) }],
      () => ['aggregate', { _sum: { int: true }, _count: true, where: where(1) }],
      () => ['groupBy', { by: pick([['key'], ['key', 'flag']]), _count: true, having: { int: { _avg: { gt: value('float') } } }, orderBy: { key: 'asc' }, take: pick([1, 5]) }],
    ])()
    if (action === 'createMany' && shape.chance(0.7)) {
      return { model: 'Part', action, args: { data: rows(part), ...(shape.chance(0.3) && { skipDuplicates: pick([true, false]) }) } }
    }
    return { model: 'Thing', action, args: chance(0.02) ? pick(odd) : args }
  }
}

await onEachDatabase('pack', models, ({ dataModel, isPostgres, ...options }) => {
  const client = open(Buffer.from(dataModel, 'base64'), JSON.stringify(options))
  const forms = new Forms((request, letters, modes) => addon().learn(client, text(request), letters, modes))
  const call = calls(isPostgres)

  /** The request that was packed last; `undefined` if its values are refused. */
  const bound = () => {
    return withArguments().bound(client, packed.cell, packed.byte) ?? undefined
  }
  const written = (request) => {
    try {
      return addon().read(client, text(request))
    } catch {
      return undefined
    }
  }

  test('random calls', async () => {
    await submit(client, 0, 0, '')
    after(() => submit(client, 1, 0, ''))
    let count = 0
    for (let form = 0; form < 500; form++) {
      for (let time = 0; time < 8; time++) {
        const request = call(form, 1000 * form + time)
        if (!forms.one(request)) continue
        const found = bound()
        if (found === undefined) continue
        assert.equal(found, written(request), `form ${form}, time ${time}`)
        count++
      }
    }
    assert.ok(count > 1000, `only ${count} of 4000 calls were packed`)
  })
})
