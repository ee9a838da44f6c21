// The process that uses a client: it ends when nothing is in flight, and nothing that ends it early makes it crash.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { addonFile, folder, prepared } from '../support/engine.mjs'
import { config } from '../support/fake-engine.mjs'

const at = folder()
const models = `
model User {
  id Int @id @default(autoincrement())
  email String @unique
}
`
const runtimeDataModel = {
  models: {
    User: {
      dbName: null,
      fields: [
        { name: 'id', kind: 'scalar', type: 'Int' },
        { name: 'email', kind: 'scalar', type: 'String' },
      ],
    },
  },
  enums: {},
  types: {},
}
const { dataModel, url } = prepared('sqlite', models, `file:${join(at, 'test.db')}`)
const datasource = { name: 'db', url: { value: url }, directory: '.' }
writeFileSync(join(at, 'config.json'), JSON.stringify(config({ activeProvider: 'sqlite', runtimeDataModel, dataModel, datasource })))
const runtime = fileURLToPath(new URL('../../runtime/client.js', import.meta.url))
const head = `
const runtime = require(${JSON.stringify(runtime)})
const PrismaClient = runtime.getPrismaClient(require(${JSON.stringify(join(at, 'config.json'))}))
`

/** Runs a program with a client; how it ended and what it wrote. */
async function run(body, { signal, env = {} } = {}) {
  const file = join(at, `program-${Math.random().toString(36).slice(2)}.cjs`)
  writeFileSync(file, `${head}\n${body}`)
  const child = spawn(process.execPath, [file], { env: { ...process.env, NICOL_ADDON: addonFile(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  child.stdout.on('data', (data) => {
    out += data
    if (signal && out.includes('ready')) child.kill(signal)
  })
  child.stderr.on('data', (data) => (err += data))
  const [code, killed] = await once(child, 'exit')
  return { code, killed, out, err }
}

test('it ends by itself, whether the client is closed or not', async () => {
  const body = (end) => `
const prisma = new PrismaClient()
prisma.user.count().then((n) => console.log(typeof n)).then(() => ${end})
`
  for (const end of ['0', 'prisma.$disconnect()']) {
    assert.deepEqual(await run(body(end)), { code: 0, killed: null, out: 'number\n', err: '' })
  }
})

test('a client that was only made holds nothing', async () => {
  assert.deepEqual(await run('new PrismaClient(); new PrismaClient({ log: ["query"] })'), { code: 0, killed: null, out: '', err: '' })
})

test('process.exit and an uncaught error in flight', async () => {
  const busy = 'const prisma = new PrismaClient(); for (let i = 0; i < 50; i++) prisma.user.count().then(() => {});'
  assert.equal((await run(`${busy} setImmediate(() => process.exit(7))`)).code, 7)
  const thrown = await run(`${busy} setImmediate(() => { throw new Error('mine') })`)
  assert.equal(thrown.code, 1)
  assert.match(thrown.err, /mine/)
  const inside = await run(`
const prisma = new PrismaClient()
prisma.$transaction(async (tx) => {
  await tx.user.create({ data: { email: 'lost' } })
  process.exit(3)
})
`)
  assert.equal(inside.code, 3)
  assert.equal((await run(`new PrismaClient().user.count({ where: { email: 'lost' } }).then((n) => console.log(n))`)).out, '0\n')
})

test('a signal in flight ends it as it ends any other', async () => {
  const body = `
const prisma = new PrismaClient()
const go = () => prisma.user.count().then(go)
go(); go()
prisma.user.count().then(() => console.log('ready'))
`
  for (const signal of ['SIGTERM', 'SIGINT']) {
    const { code, killed } = await run(body, { signal })
    assert.deepEqual([code, killed], [null, signal])
  }
})

test('two clients, and one in a worker thread', async () => {
  const body = `
const { Worker, isMainThread, parentPort } = require('node:worker_threads')
const prisma = new PrismaClient()
if (isMainThread) {
  const other = new PrismaClient()
  Promise.all([prisma.user.count(), other.user.count()]).then(async ([a, b]) => {
    await other.$disconnect()
    const worker = new Worker(__filename)
    worker.on('message', async (n) => console.log(a === b, n === a, (await prisma.user.count()) === a))
    worker.on('exit', (code) => console.log('worker', code))
  })
} else {
  prisma.user.count().then((n) => parentPort.postMessage(n))
}
`
  const { code, out, err } = await run(body)
  assert.deepEqual([code, err], [0, ''])
  assert.deepEqual(out.trim().split('\n').sort(), ['true true true', 'worker 0'])
})

test('an addon that is missing, or none, is a clear error of the first call', async () => {
  const body = `
const prisma = new PrismaClient()
prisma.user.count().catch((e) => console.log(e instanceof runtime.PrismaClientInitializationError, e.message))
`
  const missing = join(at, 'nothing.node')
  const { code, out } = await run(body, { env: { NICOL_ADDON: missing } })
  assert.equal(code, 0)
  assert.match(out, /^true /)
  assert.ok(out.includes(missing), out)
  const wrong = await run(body, { env: { NICOL_ADDON: join(at, 'config.json') } })
  assert.equal(wrong.code, 0)
  assert.match(wrong.out, /^true /)
})

test('a rejection that nobody handles names the call', async () => {
  const { code, err } = await run(`new PrismaClient().user.findUniqueOrThrow({ where: { id: 1e9 } }).then(() => {})`)
  assert.equal(code, 1)
  assert.match(err, /P2025/)
  assert.match(err, /prisma|PrismaClient/)
})
