/** `examples/todo-node` as its README has it: the scripts one after the other, and the service over HTTP. */

import assert from 'node:assert/strict'
import { cpSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { startPostgres } from '../support/postgres.mjs'
import { Project } from '../support/project.mjs'

const example = join(dirname(fileURLToPath(import.meta.url)), '../../../../examples/todo-node')

for (const provider of ['postgresql', 'sqlite']) {
  test(`todo-node on ${provider}`, async (t) => {
    const database = provider === 'postgresql' ? await startPostgres() : undefined
    if (database === null) return
    t.after(() => database?.stop())
    const project = new Project().install('nicol').linkCommands().lend('@types/node')
    t.after(() => project.dispose())
    cpSync(example, project.folder, { recursive: true, filter: (path) => !/node_modules|generated|\.env$/.test(path) })
    const schema = 'src/prisma/schema/schema.prisma'
    project.write(schema, project.read(schema).replace('provider = "postgresql"', `provider = "${provider}"`))
    project.write('.env', `DATABASE_URL=${database ? await database.database('todos') : 'file:./todos.db'}\n`)

    const script = (name) => project.must('npm', ['run', '--silent', name])
    await script('db:init')
    assert.match(await script('db:seed'), /Ada has 2 todos/)
    assert.match(await script('db:seed'), /Ada has 2 todos/, 'it may be run again')
    assert.equal(await script('types'), '')
    await script('db:generate')
    const { code, err } = await project.run('npm', ['run', '--silent', 'db:studio'])
    assert.notEqual(code, 0)
    assert.match(err, /studio/)

    const server = project.start('tsx', ['src/server.ts'], { PORT: '0' })
    t.after(() => server.stop())
    const base = (await server.says(/http:\/\/localhost:\d+/))[0]
    const ask = async (method, path, body) => {
      const response = await fetch(base + path, { method, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }) })
      return [response.status, await response.json()]
    }
    const [status, health] = await ask('GET', '/api/health/db')
    assert.deepEqual([status, health.ok], [200, true])
    const [, [ada]] = await ask('GET', '/api/users')
    assert.deepEqual([ada.email, ada._count.todos], ['ada@example.com', 1])
    assert.equal((await ask('POST', '/api/users', { email: 'bob@example.com', name: 'Bob' }))[0], 201)
    assert.equal((await ask('POST', '/api/users', { email: 'bob@example.com', name: 'Bob' }))[0], 409)
    const [made, todo] = await ask('POST', '/api/todos', { title: 'Milk', userId: ada.id, due: '2030-01-31T12:00:00Z' })
    assert.deepEqual([made, todo.due], [201, '2030-01-31T12:00:00.000Z'])
    assert.equal((await ask('POST', '/api/todos', { title: 'Milk', userId: 'nobody' }))[0], 404)
    assert.equal((await ask('POST', '/api/todos', { title: 7, userId: ada.id }))[0], 400)
    assert.equal((await ask('POST', '/api/todos', '{'))[0], 400)
    assert.equal((await ask('PATCH', `/api/todos/${todo.id}`, { completed: true }))[1].completed, true)
    const [, page] = await ask('GET', '/api/todos?done=true&text=Milk')
    assert.deepEqual(page.map(({ title, user }) => [title, user.name]), [['Milk', 'Ada']])
    assert.equal((await ask('GET', `/api/todos?after=${todo.id}`))[1].length, 2)
    const [, stats] = await ask('GET', '/api/stats')
    assert.deepEqual(stats, { total: 3, byState: [{ _count: 1, completed: false }, { _count: 2, completed: true }], busiest: 'Ada' })
    assert.equal((await ask('DELETE', `/api/todos/${todo.id}`))[0], 200)
    assert.equal((await ask('DELETE', `/api/todos/${todo.id}`))[0], 404)

    // A change of the schema, and all of it again from nothing.
    const todos = 'src/prisma/schema/todo.prisma'
    project.write(todos, project.read(todos).replace('  due ', '  priority  Int       @default(0)\n  due '))
    await project.must('npm', ['run', '--silent', 'db:migrate', '--', '--name', 'priorities'])
    assert.match(await script('db:reset'), /Ada has 2 todos/)
    await script('db:push')
    assert.deepEqual(await server.stop(), 0)
  })
}
