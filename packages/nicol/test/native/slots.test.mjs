/** Results in slots say what the same results say in JSON, by both decoders. */

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'

import { onEachDatabase } from '../support/databases.mjs'
import { folder, prepared } from '../support/engine.mjs'
import { createEngine, Decimal, generate, interpret } from '../support/native.ts'

const models = (lists) => `
enum Colour {
  RED
  GREEN @map("grün")
}
model Parent {
  id       Int      @id
  name     String
  colour   Colour?
  children Child[]
  one      One?
}
model Child {
  id       Int      @id
  big      BigInt?
  float    Float?
  decimal  Decimal?
  at       DateTime?
  bytes    Bytes?
  json     Json?
  flag     Boolean?
  ${lists ? 'texts String[]\n  bigs BigInt[]\n  colours Colour[]\n  floats Float[]' : ''}
  parentId Int?
  parent   Parent?  @relation(fields: [parentId], references: [id])
}
model One {
  id       Int      @id
  text     String?
  parentId Int      @unique
  parent   Parent   @relation(fields: [parentId], references: [id])
}
`

/** Text of every kind, of lengths about those where strings are cut. */
const texts = ['', 'a', 'é', '😀', 'x'.repeat(12), 'y'.repeat(13), 'ü'.repeat(300), 'z'.repeat(5000), '日本'.repeat(3000)]

await onEachDatabase('slots', models, ({ isPostgres, ...settings }) => {
  const engine = createEngine(settings)
  after(() => engine.disconnect())

  /** In slots; and in JSON, as batches answer. */
  const both = async (model, action, args) => {
    const request = { model, action, args }
    const slots = await engine.run(request)
    const [json] = await engine.batch([request], { timeout: 60_000 })
    assert.deepEqual(slots, json)
    assert.equal(shown(slots), shown(json), 'keys in the same order')
    return slots
  }
  const shown = (value) => JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner))

  test('the same as JSON', async () => {
    const floats = isPostgres ? [0.1, -0, NaN, Infinity, -Infinity] : [0.1, -1e-300]
    const parents = Array.from({ length: 400 }, (_, id) => ({
      id,
      name: `${texts[id % texts.length].slice(0, 40)} ${id}`,
      colour: [null, 'RED', 'GREEN'][id % 3],
    }))
    await engine.run({ model: 'Parent', action: 'createMany', args: { data: parents } })
    const ones = parents.filter(({ id }) => id % 2).map(({ id }) => ({ id, parentId: id, text: texts[id % texts.length] }))
    await engine.run({ model: 'One', action: 'createMany', args: { data: ones } })
    const children = Array.from({ length: 600 }, (_, id) => ({
      id,
      parentId: id % 7 ? id % 100 : null,
      ...(id % 5 === 0
        ? {}
        : {
            big: [0n, 2n ** 63n - 1n, -(2n ** 63n), 9007199254740993n][id % 4],
            float: floats[id % floats.length],
            decimal: new Decimal(id).div(8),
            at: new Date(Date.UTC(1900 + (id % 200), 1, 1, 0, 0, 0, id)),
            bytes: Uint8Array.from({ length: id % 50 }, (_, i) => i * 7),
            json: [{ a: texts[id % texts.length] }, [1, null], 'text', { $type: 'x' }, id][id % 5],
            flag: id % 2 === 0,
            ...(isPostgres
              ? { texts: texts.slice(0, id % 6), bigs: [1n, -1n], colours: ['GREEN'], floats: id % 2 ? [1, NaN] : [] }
              : {}),
          }),
    }))
    await engine.run({ model: 'Child', action: 'createMany', args: { data: children } })
    const found = await both('Child', 'findMany', { orderBy: { id: 'asc' } })
    assert.equal(found.length, 600)
    assert.equal(found[1].big, 2n ** 63n - 1n)
    assert.deepEqual(found[8].bytes, children[8].bytes)
    const order = { orderBy: { id: 'asc' } }
    await both('Parent', 'findMany', { ...order, include: { children: order, one: true, _count: true } })
    await both('Parent', 'findMany', { ...order, select: { one: { select: { text: true } }, name: true } })
    await both('Child', 'findMany', { ...order, include: { parent: { include: { one: true } } }, take: 100 })
    await both('Parent', 'findUnique', { where: { id: 3 }, include: { children: order, one: true } })
    await both('Parent', 'findUnique', { where: { id: -1 } })
    await both('Parent', 'findFirst', { where: { id: -1 }, include: { children: true } })
    await both('Parent', 'findMany', { where: { id: -1 } })
  })

  test('counts, aggregates, groups, writes', async () => {
    await both('Parent', 'count', undefined)
    await both('Parent', 'count', { select: { _all: true, colour: true } })
    await both('Child', 'aggregate', { _count: true, _avg: { id: true }, _sum: { id: true, big: false, decimal: true }, _max: { at: true } })
    await both('Child', 'aggregate', { _count: { _all: true, flag: true }, _min: { big: true }, where: { id: { gt: 590 } } })
    await both('Child', 'aggregate', { _avg: { float: true }, where: { id: -1 } })
    await both('Child', 'groupBy', { by: ['flag'], _count: true, _max: { id: true }, orderBy: { flag: 'asc' } })
    await both('Parent', 'updateMany', { where: { id: 1 }, data: { name: 'x' } })
    await both('Parent', 'update', { where: { id: 1 }, data: { name: 'ü' }, include: { one: true } })
    await both('Parent', 'updateManyAndReturn', { where: { id: 2 }, data: { name: 'y' } })
  })

  test('results that are larger than what is set aside for them', async () => {
    const data = Array.from({ length: 6000 }, (_, id) => ({ id: id + 1000, name: `${id} ${texts[id % 6]}` }))
    await engine.run({ model: 'Parent', action: 'createMany', args: { data } })
    const found = await engine.run({ model: 'Parent', action: 'findMany', args: { where: { id: { gte: 1000 } }, orderBy: { id: 'asc' } } })
    assert.deepEqual(found.map(({ id, name }) => ({ id, name })), data)
  })

  test('results of one moment do not mix', async () => {
    const ids = Array.from({ length: 300 }, (_, id) => id)
    const found = await Promise.all(ids.map((id) => engine.run({ model: 'Parent', action: 'findUnique', args: { where: { id } } })))
    assert.deepEqual(found.map(({ id }) => id), ids)
  })

  test('what the database holds and the schema does not know is an error', async () => {
    if (isPostgres) await engine.raw({ raw: 'execute', sql: `ALTER TYPE "Colour" ADD VALUE 'BLUE'`, values: [] })
    await engine.raw({ raw: 'execute', sql: `UPDATE "Parent" SET "colour" = 'BLUE' WHERE "id" = 5`, values: [] })
    await assert.rejects(engine.run({ model: 'Parent', action: 'findMany', args: {} }), { code: 'P2023', message: /BLUE/ })
  })
})

describe('decoders', () => {
  const layout = ['many', [
    ['__proto__', { cell: 's' }],
    ['a"b', { cell: 'f' }],
    ['list', { list: 'n' }],
    ['group', { group: [['x', { cell: ['ONE', 'TWO'] }], ['y', { one: { cell: 'b' } }]] }],
    ['children', { many: [['t', { cell: 't' }], ['j', { cell: 'j' }]] }],
  ]]
  const cells = new Float64Array([2, 2, NaN, 1, 2, 1, 0, 0, 1, 0, 2, 86400000, 7, NaN, -1, -1, 1.5, 0, NaN, 0, 0])
  const integers = new BigInt64Array(cells.buffer)
  integers[6] = -5n

  test('both read the same', () => {
    const [made, read] = [generate, interpret].map((make) => make(layout)(cells, integers, ['ab', '{"k":1}']))
    assert.deepEqual(made, read)
    const [first, second] = made
    assert.ok(Object.hasOwn(first, '__proto__') && first.__proto__ === 'ab')
    assert.ok(Number.isNaN(first['a"b']))
    assert.deepEqual(first.list, [-5n, null])
    assert.deepEqual(first.group, { x: 'TWO', y: null })
    assert.deepEqual(first.children, [{ t: new Date(86400000), j: { k: 1 } }, { t: null, j: null }])
    assert.deepEqual(second.list, [])
    assert.deepEqual(second.group, { x: null, y: null })
  })

  test('where no code may be made of strings, results are read too', () => {
    const { dataModel, url } = prepared('sqlite', models(false), `file:${join(folder(), 'strict.db')}`)
    const script = `
      const door = await import('./test/support/native.ts')
      const { createEngine } = door.createEngine ? door : door.default
      try { new Function(''); process.exit(3) } catch {}
      const engine = createEngine(${JSON.stringify({ dataModel, url })})
      const made = await engine.run({ model: 'Parent', action: 'create', args: { data: { id: 1, name: 'n' } } })
      console.log(JSON.stringify(made))`
    const flags = ['--disallow-code-generation-from-strings', '--import', 'tsx', '--input-type=module', '-e', script]
    const out = execFileSync(process.execPath, flags, { encoding: 'utf8', cwd: join(import.meta.dirname, '../..') })
    assert.deepEqual(JSON.parse(out), { id: 1, name: 'n', colour: null })
  })
})
