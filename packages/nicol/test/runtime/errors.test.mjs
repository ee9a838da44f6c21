// How errors look: classes, the call in the message, the user's line in the stack.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, runtime } from '../support/fake-engine.mjs'

const fail = (engine, error) => {
  engine.answer = () => {
    throw error
  }
}
/** The message without the place in the file, which is that of this test. */
async function message(error, call, options = { errorFormat: 'minimal' }) {
  const { prisma, engine } = client(options)
  fail(engine, error)
  const thrown = await call(prisma).catch((e) => e)
  assert.ok(thrown instanceof runtime.PrismaClientValidationError)
  return thrown.message
}

test('each kind of failure has its class', async () => {
  const { prisma, engine } = client()
  /** @type {[object, string, object][]} */
  const kinds = [
    [{ code: 'P2002', message: 'm', meta: { target: ['a'] } }, 'PrismaClientKnownRequestError', { code: 'P2002' }],
    [{ message: 'm' }, 'PrismaClientValidationError', { code: undefined }],
    [{ fault: 'unknown', message: 'm' }, 'PrismaClientUnknownRequestError', {}],
    [{ fault: 'panic', message: 'm' }, 'PrismaClientRustPanicError', {}],
    [{ fault: 'initialization', code: 'P1001', message: 'm' }, 'PrismaClientInitializationError', { errorCode: 'P1001' }],
    [{ code: 'P1001', message: 'm' }, 'PrismaClientKnownRequestError', { code: 'P1001' }],
  ]
  for (const [error, name, fields] of kinds) {
    fail(engine, error)
    const thrown = await prisma.user.findMany().catch((e) => e)
    assert.ok(thrown instanceof runtime[name], name)
    assert.equal(thrown.name, name)
    assert.equal(thrown.constructor.name, name)
    assert.equal(Object.prototype.toString.call(thrown), `[object ${name}]`)
    assert.equal(thrown.clientVersion, '7.10.0')
    for (const [key, value] of Object.entries(fields)) assert.equal(thrown[key], value)
  }
  const six = client({}, { flavour: 6 })
  fail(six.engine, { code: 'P1001', message: 'm' })
  await assert.rejects(six.prisma.user.findMany(), runtime.PrismaClientInitializationError)
  fail(six.engine, { code: 'P2025', message: 'm' })
  await assert.rejects(six.prisma.user.findMany(), runtime.NotFoundError)
})

test('the stack begins at the call, also after waiting, and the message shows it', async () => {
  const { prisma, engine } = client()
  fail(engine, { code: 'P2025', message: 'It is not there.', meta: {} })
  const made = prisma.user.findMany({ take: 1 })
  await new Promise((resolve) => setImmediate(resolve))
  const error = await made.catch((e) => e)
  assert.match(error.stack.split('\n').find((line) => /^\s+at /.test(line)), /errors\.test\.mjs:/)
  assert.match(error.message, /Invalid `prisma\.user\.findMany\(\)` invocation in\n.*errors\.test\.mjs:\d+:\d+\n/)
  assert.match(error.message, /→ \d+ {3}const made = prisma\.user\.findMany\(\n/)
  const raw = await prisma.$queryRaw`select 1`.catch((e) => e)
  assert.match(raw.stack.split('\n').find((line) => /^\s+at /.test(line)), /errors\.test\.mjs:/)
  const { prisma: minimal, engine: other } = client({ errorFormat: 'minimal' })
  fail(other, { code: 'P2025', message: 'It is not there.', meta: {} })
  const short = await minimal.user.findMany().catch((e) => e)
  assert.equal(short.message, '\nInvalid `prisma.user.findMany()` invocation:\n\n\nIt is not there.')
  assert.match(short.stack, /errors\.test\.mjs:/)
})

test('a name that is wrong is marked', async () => {
  const error = { kind: 'UnknownInputField', path: ['where', 'nmae'], message: 'Did you mean `name`?' }
  assert.equal(
    await message(error, (p) => p.profile.findMany({ where: { nmae: 'x', id: { in: [1, 2] } }, take: 1 })),
    `
Invalid \`prisma.profile.findMany()\` invocation:

{
  where: {
    nmae: "x",
    ~~~~
    id: {
      in: [
        1,
        2
      ]
    },
?   bio?: String,
?   userId?: Int,
?   user?: User
  },
  take: 1
}

Did you mean \`name\`?`,
  )
})

test('a value that is wrong is marked, and what is missing is added', async () => {
  const type = { kind: 'InvalidArgumentType', path: ['data', 'posts', 'create', '1', 'title'], message: 'Text is expected.' }
  assert.match(
    await message(type, (p) => p.user.create({ data: { posts: { create: [{ title: 'x' }, { title: new Date(0) }] } } })),
    /\n {10}title: new Date\("1970-01-01T00:00:00.000Z"\)\n {17}~{36}\n {8}\}\n/,
  )
  const missing = { kind: 'RequiredArgumentMissing', path: ['data', 'email'], message: '`email` is missing.' }
  assert.match(await message(missing, (p) => p.user.create({ data: { id: 1 } })), /\n {2}data: \{\n {4}id: 1,\n\+ {3}email: String\n {2}\}\n/)
  const where = { kind: 'RequiredArgumentMissing', path: ['where'], message: '`where` is missing.' }
  assert.match(await message(where, (p) => p.user.findUnique()), /\n\{\n\+ where: UserWhereUniqueInput\n\}\n/)
  const object = { kind: 'TooManyFieldsGiven', path: ['orderBy'], message: 'One is expected.' }
  assert.match(await message(object, (p) => p.user.findMany({ orderBy: { id: 'asc', email: 'desc' } })), /\n {2}\}\n {2}~+\n\}/)
})

test('a selection shows what can be selected', async () => {
  const error = { kind: 'UnknownSelectionField', path: ['select', 'posts', 'select', 'titel'], message: 'no' }
  const text = await message(error, (p) => p.user.findMany({ select: { posts: { select: { titel: true, id: true } } } }))
  assert.match(text, /titel: true,\n {8}~{5}\n {8}id: true,\n\? {7}title\?: true,\n\? {7}authorId\?: true,\n\? {7}author\?: true\n/)
  const empty = { kind: 'EmptySelection', path: ['select'], message: 'no' }
  assert.match(await message(empty, (p) => p.profile.findMany({ select: {} })), /select: \{\n\? {3}id\?: true,\n/)
  const both = { kind: 'MutuallyExclusiveFields', path: ['select'], message: 'no' }
  const marked = await message(both, (p) => p.user.findMany({ select: { id: true }, include: { posts: true } }))
  assert.match(marked, / {2}select: \{\n {2}~{6}\n {4}id: true\n {2}\},\n {2}include: \{\n {2}~{7}\n/)
})

test('what the engine knows to be possible is shown', async () => {
  const error = {
    kind: 'UnknownInputField',
    path: ['data', 'x'],
    message: 'no',
    expected: [
      { name: 'email', types: ['String'], required: true },
      { name: 'age', types: ['Int', 'Null'], required: false },
    ],
  }
  assert.match(await message(error, (p) => p.user.create({ data: { x: 1 } })), /x: 1,\n {4}~\n\? {3}email\?: String,\n\? {3}age\?: Int \| Null\n/)
})

test('values of all kinds can be shown', async () => {
  const { Decimal, DbNull, skip } = runtime
  const text = await message({ kind: 'InvalidArgumentValue', path: [], message: 'no' }, (p) =>
    p.user.findMany({ a: 1n, b: new Decimal('1.50'), c: DbNull, d: skip, e: Buffer.from('abc'), f: undefined, g: null, h: () => 1, i: p.user.fields.id, j: new Date(NaN), 'k-l': [] }),
  )
  for (const part of ['a: 1n', 'new Prisma.Decimal("1.5")', 'Prisma.DbNull', 'Prisma.skip', 'Buffer.alloc(3)', 'f: undefined', 'g: null', '[object Function]', 'prisma.user.fields.id', 'Invalid Date', '"k-l": []']) {
    assert.ok(text.includes(part), part)
  }
})

test('colours only where they are asked for', async () => {
  const error = { kind: 'UnknownArgument', path: ['x'], message: 'no' }
  assert.match(await message(error, (p) => p.user.findMany({ x: 1 }), { errorFormat: 'pretty' }), /\u001b\[31mx\u001b\[39m: 1/)
  assert.ok(!(await message(error, (p) => p.user.findMany({ x: 1 }), { errorFormat: 'colorless' })).includes('\u001b'))
})

test('raw queries say how they are called', async () => {
  const { prisma } = client()
  await assert.rejects(prisma.$queryRaw('select 1'), (e) => e instanceof runtime.PrismaClientValidationError && /tag function/.test(e.message))
  const wrong = await prisma.$executeRawUnsafe(5).catch((e) => e)
  assert.ok(wrong instanceof runtime.PrismaClientValidationError)
  // Nothing is shown in the place of arguments, which raw queries have none of.
  assert.match(wrong.message, /\$executeRawUnsafe\(\n`\$executeRawUnsafe` takes the SQL as text, and got number/)
  await assert.rejects(prisma.$queryRawTyped({}), /typedSql/)
  await assert.rejects(prisma.$executeRaw`alter table a rename to ${'b'}`, /ALTER/)
  const typed = client({}, { previewFeatures: ['typedSql'] })
  await typed.prisma.$queryRawTyped(runtime.makeTypedQueryFactory('select $1')(7))
  assert.deepEqual(typed.engine.calls[0][1].values, [7])
})

test('`undefined` is refused where it has to be', async () => {
  const { prisma, engine } = client({}, { previewFeatures: ['strictUndefinedChecks'] })
  const error = await prisma.user.findMany({ where: { id: undefined } }).catch((e) => e)
  assert.ok(error instanceof runtime.PrismaClientValidationError)
  assert.match(error.message, /Prisma\.skip/)
  await prisma.user.findMany({ where: { id: runtime.skip } })
  assert.equal(engine.calls.length, 1)
})
