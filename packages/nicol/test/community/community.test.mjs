/**
 * Packages of others that are made for Prisma Client: `@auth/prisma-adapter`, `better-auth` and its command,
 * `@prisma/extension-read-replicas`, mocks of the client in Jest and Vitest. They find Nicol under Prisma's name.
 */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { startPostgres } from '../support/postgres.mjs'
import { projectOf } from './project.mjs'

const databases = ['postgresql', 'sqlite']

/**
 * A part of the project with its schema pushed to an empty database of each provider.
 * @param {string} part
 * @param {(project: import('../support/project.mjs').Project, context: { provider: string, server: any }) => Promise<void>} run
 */
function on(part, run, before = async () => {}) {
  for (const provider of databases) {
    test(`${part} on ${provider}`, async (t) => {
      const server = provider === 'postgresql' ? await startPostgres() : undefined
      if (server === null) return
      t.after(() => server?.stop())
      const project = projectOf(part, provider)
      t.after(() => project.dispose())
      project.environment.PROVIDER = provider
      const database = async (name) => (server ? server.database(name) : `file:${project.folder}/${name}.db`)
      project.environment.DATABASE_URL = await database('main')
      await before(project)
      await project.must('nicol', ['generate'])
      await project.must('nicol', ['db', 'push'])
      await run(project, { database })
    })
  }
}

const main = async (project) => assert.match(await project.must('tsx', ['main.ts']), /done/)

on('auth-js', main)

// The command writes the models; what it has written is pushed.
on('better-auth', main, async (project) => {
  await project.must('nicol', ['generate'])
  // It needs a newer Node than the tests may run on.
  await project.must(join(project.packages, 'node22/bin/node'), [join(project.packages, 'auth/dist/index.mjs'), 'generate', '--config', 'auth.ts', '--output', 'schema.prisma', '--yes'])
  for (const model of ['User', 'Session', 'Account', 'Verification']) {
    assert.match(project.read('schema.prisma'), new RegExp(`^model ${model} \\{`, 'm'))
  }
})

on('replicas', async (project, { database }) => {
  const replica = await database('replica')
  await project.must('nicol', ['db', 'push', '--url', replica])
  project.environment.REPLICA_URL = replica
  await main(project)
})

test('mocks of the client in Jest and Vitest', async (t) => {
  const project = projectOf('mocks', 'postgresql')
  t.after(() => project.dispose())
  project.write('schema.prisma', readFileSync(new URL('project/replicas/schema.prisma', import.meta.url), 'utf8'))
  await project.must('nicol', ['generate'])
  assert.equal(await project.must('tsc'), '')
  await project.must('vitest', ['run', 'vitest'])
  await project.must('jest', ['--rootDir', '.', 'jest.spec'])
})
