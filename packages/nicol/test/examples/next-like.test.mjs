/** `examples/next-like`: routes that are loaded anew, on connections that stay. */

import assert from 'node:assert/strict'
import { cpSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '../support/postgres.mjs'
import { Project } from '../support/project.mjs'

const example = join(dirname(fileURLToPath(import.meta.url)), '../../../../examples/next-like')

test('next-like keeps one client through changes of its routes', async (t) => {
  const database = await startPostgres()
  if (database === null) return
  t.after(() => database.stop())
  const project = new Project().install('nicol').linkCommands()
  t.after(() => project.dispose())
  cpSync(example, project.folder, { recursive: true, filter: (path) => !/node_modules|generated/.test(path) })
  project.environment.DATABASE_URL = `${await database.database('notes')}?connection_limit=2`
  await project.must('npm', ['run', '--silent', 'db:push'])
  await project.must('npm', ['run', '--silent', 'db:generate'])

  const server = project.start('node', ['server.mjs'], { PORT: '0' })
  t.after(() => server.stop())
  const base = (await server.says(/http:\/\/localhost:\d+/))[0]
  const ask = async (path, body) => {
    const response = await fetch(base + path, body && { method: 'POST', body: JSON.stringify(body) })
    return [response.status, await response.json()]
  }
  const [status, { ok, pool }] = await ask('/api/health/db')
  assert.deepEqual([status, ok, pool.limit], [200, true, 2])
  assert.deepEqual(await ask('/api/notes', { text: 'milk' }), [201, { id: 1, text: 'milk' }])

  const route = 'app/api/notes/route.mjs'
  const original = project.read(route)
  for (let change = 1; change <= 20; change++) {
    project.write(route, original.replace('body: await prisma.note.findMany', `body: { change: ${change} }, notes: await prisma.note.findMany`))
    project.write('lib/prisma.mjs', `${project.read('lib/prisma.mjs')}// change ${change}\n`)
    const all = await Promise.all([1, 2, 3, 4].map(() => ask('/api/notes')))
    for (const answer of all) assert.deepEqual(answer, [200, { change }])
  }
  const name = new URL(project.environment.DATABASE_URL).pathname.slice(1)
  const open = Number(database.psql('postgres', `SELECT count(*) FROM pg_stat_activity WHERE datname = '${name}'`).trim())
  assert.ok(open >= 1 && open <= 2, `${open} connections after 20 changes`)

  // The database goes away and comes back: the same client goes on.
  database.psql('postgres', `ALTER DATABASE "${name}" ALLOW_CONNECTIONS false; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`)
  assert.deepEqual((await ask('/api/health/db'))[0], 503)
  database.psql('postgres', `ALTER DATABASE "${name}" ALLOW_CONNECTIONS true`)
  assert.deepEqual((await ask('/api/health/db'))[0], 200)
  assert.equal(await server.stop(), 0)
})
