/** What goes wrong around the engine: ends of processes and threads, addons that are none, listeners that throw. */

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { Worker } from 'node:worker_threads'

import { buildSync } from 'esbuild'

import { addonFile, folder, prepared } from '../support/engine.mjs'
import { createEngine } from '../support/native.ts'
import { startPostgres } from '../support/postgres.mjs'

const root = join(import.meta.dirname, '../..')
const models = `
model Note {
  id   Int    @id @default(autoincrement())
  text String
}
`
const server = await startPostgres()
after(() => server?.stop())
const sqlite = prepared('sqlite', models, `file:${join(folder(), 'faults.db')}`)
const postgres = server && prepared('postgresql', models, server.database('faults'))
const databases = [['sqlite', sqlite], ...(postgres ? [['postgresql', postgres]] : [])]

/** A statement that takes far longer than any test waits. */
const endless = {
  sqlite: 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000000) SELECT count(*) AS c FROM n',
  postgresql: 'SELECT pg_sleep(3600)::text',
}

/** The sources as one file, which programs and workers load without a loader. */
const bundle = join(folder(), 'native.cjs')
buildSync({ entryPoints: [join(root, 'test/support/native.ts')], outfile: bundle, bundle: true, platform: 'node', format: 'cjs' })
const door = `const { createEngine } = require(${JSON.stringify(bundle)})`

/** A program in a process of its own; resolves when it has ended. `ready` is called when it prints that word. */
function program(settings, body, { env, ready, cwd = root } = {}) {
  const script = `${door}
    const engine = createEngine(${JSON.stringify(settings)})
    const note = (action, args) => engine.run({ model: 'Note', action, args })
    void (async () => { ${body} })()`
  const flags = ['-e', script]
  const child = spawn(process.execPath, flags, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text) => {
    out += text
    if (out.includes('ready')) ready?.(child)
  })
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text))
  return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, out, err })))
}

for (const [provider, settings] of databases) {
  describe(provider, () => {
    const slow = `engine.raw({ raw: 'query', sql: ${JSON.stringify(endless[provider])}, values: [] })`

    test('a process with an open client ends when nothing is in flight', async () => {
      const ended = await program(settings, `console.log(await note('count'))`)
      assert.deepEqual({ ...ended, out: Number.isInteger(Number(ended.out)) }, { code: 0, signal: null, out: true, err: '' })
    })

    test('copies of the modules side by side, as test runners and reloading servers make them', async () => {
      const { code, out, err } = await program(
        settings,
        `await note('count')
         for (let copy = 0; copy < 3; copy++) {
           delete require.cache[require.resolve(${JSON.stringify(bundle)})]
           const again = require(${JSON.stringify(bundle)}).createEngine(${JSON.stringify(settings)})
           const counts = await Promise.all([again, engine].map((one) => one.run({ model: 'Note', action: 'count' })))
           console.log('both', counts[0] === counts[1])
         }`,
      )
      assert.deepEqual({ code, err, out }, { code: 0, err: '', out: 'both true\n'.repeat(3) })
    })

    test('a process stays for what is in flight', async () => {
      const { code, out } = await program(settings, `note('count').then((count) => console.log('counted', typeof count))`)
      assert.equal(code, 0)
      assert.match(out, /counted number/)
    })

    test('process.exit does not wait for what is in flight', async () => {
      const { code, err } = await program(settings, `await note('count'); ${slow}.catch(() => {}); setImmediate(() => process.exit(7))`)
      assert.deepEqual({ code, err }, { code: 7, err: '' })
    })

    test('a signal ends a process that waits', async () => {
      const body = `await note('count'); ${slow}.catch(() => {}); console.log('ready')`
      const { signal, err } = await program(settings, body, { ready: (child) => child.kill('SIGTERM') })
      assert.deepEqual({ signal, err }, { signal: 'SIGTERM', err: '' })
    })

    test('an error that nobody catches ends a process as it does', async () => {
      const { code, err } = await program(settings, `${slow}.catch(() => {}); throw new Error('mine')`)
      assert.equal(code, 1)
      assert.match(err, /mine/)
    })

    test('workers have engines of their own, and may end in the middle', async () => {
      const worker = (body) => {
        const script = `${door}
          const { parentPort } = require('node:worker_threads')
          const engine = createEngine(${JSON.stringify(settings)})
          const note = (action, args) => engine.run({ model: 'Note', action, args })
          void (async () => { ${body} })()`
        return new Worker(script, { eval: true })
      }
      const told = (of) =>
        new Promise((resolve, reject) => {
          of.once('message', resolve)
          of.once('error', reject)
        })
      const ended = (of) => new Promise((resolve) => of.once('exit', resolve))
      const here = createEngine(settings)
      await here.run({ model: 'Note', action: 'count', args: undefined })
      for (let round = 0; round < 3; round++) {
        const finishing = worker(`parentPort.postMessage(await note('create', { data: { text: 'worker' } }))`)
        const [note, code] = await Promise.all([told(finishing), ended(finishing)])
        assert.equal(note.text, 'worker')
        assert.equal(code, 0)
        const cut = worker(`await note('count'); ${slow}.catch(() => {}); parentPort.postMessage('ready')`)
        await told(cut)
        await cut.terminate()
      }
      assert.ok((await here.run({ model: 'Note', action: 'count', args: { where: { text: 'worker' } } })) >= 3)
      await here.disconnect()
    })

    test('a client that is closed meanwhile answers all that was asked', async () => {
      const engine = createEngine(settings)
      const asked = Array.from({ length: 50 }, () => engine.run({ model: 'Note', action: 'count', args: undefined }))
      const closed = engine.disconnect()
      const settled = await Promise.allSettled(asked)
      await closed
      for (const { reason } of settled) assert.ok(!reason || reason.code === 'P1017', JSON.stringify(reason))
      assert.equal(typeof (await engine.run({ model: 'Note', action: 'count', args: undefined })), 'number')
      await engine.disconnect()
    })

    test('a listener that throws stops no result', async () => {
      const body = `
        process.on('uncaughtException', (error) => console.log('caught', error.message))
        engine.listen(['query'], () => { throw new Error('listener') })
        console.log('counted', typeof (await note('count')))`
      const { code, out } = await program(settings, body)
      assert.equal(code, 0)
      assert.match(out, /caught listener/)
      assert.match(out, /counted number/)
    })
  })
}

describe('threads and defects', () => {
  test('the addon may be used in workers alone, one after the other', async () => {
    const body = (settings) => `${door}
      const engine = createEngine(${JSON.stringify(settings)})
      engine.run({ model: 'Note', action: 'count', args: undefined }).then((count) => require('node:worker_threads').parentPort.postMessage(count))`
    for (const [, settings] of databases) {
      const { code, signal, out, err } = await program(
        settings,
        `const { Worker } = require('node:worker_threads')
         for (let round = 0; round < 4; round++) {
           const worker = new Worker(${JSON.stringify(body(settings))}, { eval: true })
           const ended = new Promise((done) => worker.once('exit', done))
           console.log(typeof (await new Promise((done) => worker.once('message', done))), await ended)
         }`,
      )
      assert.deepEqual({ code, signal, out, err }, { code: 0, signal: null, out: 'number 0\n'.repeat(4), err: '' })
    }
  })

  test('a panic is an error of its operation, and the client goes on', async () => {
    const { dataModel, url } = sqlite
    const { code, out, err } = await program(
      sqlite,
      `const holder = { exports: {} }
       process.dlopen(holder, process.env.NICOL_ADDON)
       const { start, open, submit } = holder.exports
       let told
       const runtime = start((id, kind, text) => told(id, kind, text), new Float64Array(16))
       const client = open(runtime, Buffer.from('${dataModel}', 'base64'), '${JSON.stringify({ url })}')
       const done = (operation) => new Promise((resolve) => {
         told = (id, kind, text) => resolve([id, kind, kind === 1 ? JSON.parse(text).fault : text])
         submit(client, operation, operation, 0, '')
       })
       console.log(JSON.stringify([await done(255), await done(0)]))`,
    )
    assert.equal(code, 0, err)
    assert.match(err, /provoked by a test/)
    assert.deepEqual(JSON.parse(out), [[255, 1, 'panic'], [0, 0, 'null']])
  })
})

describe('two clients at once', { skip: !postgres }, () => {
  test('each asks its own database', async () => {
    const [one, two] = [createEngine(sqlite), createEngine(postgres)]
    const all = Array.from({ length: 40 }, (_, i) => {
      const text = `${i % 2 ? 'sqlite' : 'postgresql'} ${i}`
      return (i % 2 ? one : two).run({ model: 'Note', action: 'create', args: { data: { text } } })
    })
    assert.deepEqual((await Promise.all(all)).map(({ text }) => Number(text.split(' ')[1])), [...all.keys()])
    for (const [engine, other] of [[one, 'postgresql'], [two, 'sqlite']]) {
      const args = { where: { text: { startsWith: other } } }
      assert.equal(await engine.run({ model: 'Note', action: 'count', args }), 0)
      await engine.disconnect()
    }
  })
})

describe('connections', { skip: !postgres }, () => {
  const ask = (engine, sql) => engine.raw({ raw: 'query', sql, values: [] })
  const backend = `(SELECT pg_backend_pid() AS pid)`

  test('one that the server ends while nobody uses it is not used again', async () => {
    const [engine, other] = [createEngine(postgres), createEngine(postgres)]
    for (const isBlocked of [false, true]) {
      const [{ pid }] = await ask(engine, `SELECT pid FROM ${backend} b`)
      const end = `SELECT pg_terminate_backend(${pid}, 60000) AS ended`
      // Without a wait the event loop does not look at the sockets meanwhile.
      if (isBlocked) server.psql('postgres', end)
      else assert.deepEqual(await ask(other, end), [{ ended: true }])
      const [{ pid: next }] = await ask(engine, `SELECT pid FROM ${backend} b`)
      assert.notEqual(next, pid)
    }
    await Promise.all([engine.disconnect(), other.disconnect()])
  })

  test('one that the server ends in the middle of a statement fails that alone', async () => {
    const [engine, other] = [createEngine(postgres), createEngine(postgres)]
    let hasEnded = false
    const asked = ask(engine, `SELECT pg_sleep(3600)::text, 'cut' AS mark`).finally(() => (hasEnded = true))
    const slow = assert.rejects(asked, { code: /P1017|P2010|P2039/ })
    const cut = `SELECT count(pg_terminate_backend(pid))::int AS ended FROM pg_stat_activity WHERE query LIKE '%''cut'' AS mark' AND pid <> pg_backend_pid()`
    while (!hasEnded && (await ask(other, cut))[0].ended === 0);
    await slow
    assert.equal(typeof (await engine.run({ model: 'Note', action: 'count', args: undefined })), 'number')
    await Promise.all([engine.disconnect(), other.disconnect()])
  })

  test('a statement that runs when the time of its transaction is over is cancelled', async () => {
    const engine = createEngine(postgres)
    const id = await engine.begin({ timeout: 50 })
    await assert.rejects(engine.raw({ raw: 'query', sql: endless.postgresql, values: [] }, id), { code: 'P2028' })
    await assert.rejects(engine.commit(id), { code: 'P2028' })
    await engine.disconnect()
  })
})

describe('an event loop that cannot wait for sockets', () => {
  for (const [provider, settings] of databases) {
    test(`a thread does it: ${provider}`, async () => {
      const { code, out, err } = await program(
        settings,
        `const counts = await Promise.all(Array.from({ length: 40 }, () => note('count')))
         const id = await engine.begin({ timeout: 60000 })
         await engine.run({ model: 'Note', action: 'create', args: { data: { text: 'thread' } } }, id)
         await engine.rollback(id)
         console.log(counts.every((count) => count === counts[0]), await note('count', { where: { text: 'thread' } }))`,
        { env: { NICOL_IO: 'thread' } },
      )
      assert.deepEqual({ code, out, err }, { code: 0, out: 'true 0\n', err: '' })
    })
  }
})

describe('an addon that is none', () => {
  const tell = `await note('count').catch((error) => console.log(JSON.stringify(error)))`
  const failing = async (env) => {
    // Away from this repository, whose platform package may have been packed.
    const { code, out, err } = await program(sqlite, tell, { env, cwd: folder() })
    assert.deepEqual({ code, err }, { code: 0, err: '' })
    const error = JSON.parse(out)
    assert.equal(error.fault, 'initialization')
    return error.message
  }

  test('where the platform has no package, the error names both', async () => {
    const message = await failing({ NICOL_ADDON: '' })
    assert.match(message, new RegExp(`${process.platform}-${process.arch}`))
    assert.match(message, /@nicol\//)
  })

  test('a file that is not there, or is something else, is named', async () => {
    const text = join(folder(), 'text.node')
    writeFileSync(text, 'no library')
    for (const file of [join(folder(), 'nothing.node'), text]) {
      const message = await failing({ NICOL_ADDON: file })
      assert.ok(message.includes(file) && message.includes('Correct NICOL_ADDON'), message)
      assert.doesNotMatch(message, /Install/)
    }
    assert.ok(addonFile())
  })
})
