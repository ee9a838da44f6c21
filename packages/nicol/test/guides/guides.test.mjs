/** The code of the user's guides: compiled with `tsc --strict`, run on both databases. Nothing of the pages is kept here. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { blocksOf } from '../support/guides.mjs'
import { startPostgres } from '../support/postgres.mjs'
import { Project } from '../support/project.mjs'
import { fragments, moduleOf } from './fragments.mjs'
import * as patches from './patches.mjs'
import { prismaProject } from './prisma.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const repository = join(here, '../../../..')
const page = blocksOf('3-')
const schemaFolder = 'src/prisma/schema'

const tsconfig = {
  compilerOptions: {
    strict: true,
    target: 'es2022',
    module: 'esnext',
    moduleResolution: 'bundler',
    noEmit: true,
    skipLibCheck: false,
    types: ['node'],
    paths: { '@/*': ['./src/*'] },
  },
  include: ['src', 'prisma.config.ts'],
}

/** The files of the schema as the page has them, and Better Auth's. */
function schemas(database) {
  const files = { [`${schemaFolder}/auth.prisma`]: readFileSync(join(repository, 'crates/cli/tests/guide/auth.prisma'), 'utf8') }
  for (const { path, text } of page.filter(({ path }) => path?.startsWith(schemaFolder) && path.endsWith('.prisma'))) {
    // The same code on the other database.
    files[path] = database === 'sqlite' ? text.replace('provider = "postgres"', 'provider = "sqlite"') : text
  }
  return files
}

/** Guide 3's project with every block of its code. */
function project(database) {
  const project = new Project().install('nicol', '@prisma/client').linkCommands().lend('zod', '@types/node')
  project.write('package.json', '{ "name": "guide-3", "private": true, "type": "module" }\n')
  project.write('tsconfig.json', JSON.stringify(tsconfig))
  for (const [path, text] of Object.entries(schemas(database))) project.write(path, patches.apply(text, patches.schemas))
  for (const [path, { text }] of Object.entries(patches.files)) project.write(path, text)
  for (const fragment of fragments(page)) {
    project.write(fragment.path, patches.apply(moduleOf(fragment, page), patches.guide3))
  }
  project.write('src/fixture.ts', readFileSync(join(here, 'fixture.ts'), 'utf8'))
  // One process for both: starting one is what takes time.
  project.write('src/run.ts', "await import('./fixture')\nawait import(process.argv[2]!)\nexport {}\n")
  return project
}

for (const database of ['postgresql', 'sqlite']) {
  test(`guide 3 on ${database}`, { skip: page === null }, async (t) => {
    const server = database === 'postgresql' ? await startPostgres() : undefined
    if (server === null) return
    t.after(() => server?.stop())
    const guide = project(database)
    t.after(() => guide.dispose())
    guide.environment.DATABASE_URL = server
      ? `${await server.database('guide 3')}?sslmode=disable`
      : `file:${guide.folder}/dev.db`
    await guide.must('nicol', ['generate'])
    await guide.must('nicol', ['db', 'push'])
    await t.test('tsc --strict', async () => {
      const { code, out } = await guide.run('tsc')
      assert.equal(out, '')
      assert.equal(code, 0)
    })
    for (const fragment of fragments(page).filter((fragment) => fragment.isRun)) {
      await t.test(fragment.name, async () => {
        fragment.check(await guide.run('tsx', ['src/run.ts', `${guide.folder}/${fragment.path}`]))
      })
    }
  })
}

/** By the file that it stands in, what the compiler has to say. */
async function complaints(project) {
  const { out } = await project.run('tsc')
  const lines = out.split('\n').filter((line) => /^\S+\(\d+,\d+\): error/.test(line))
  return (path) => lines.filter((line) => line.startsWith(`${path}(`))
}

test('what is patched does not work on Prisma without its patch', { skip: page === null }, async (t) => {
  const theirs = prismaProject(schemas('postgresql'))
  t.after(() => theirs.dispose())
  theirs.write('tsconfig.json', JSON.stringify({ ...tsconfig, include: ['src'], compilerOptions: { ...tsconfig.compilerOptions, skipLibCheck: true } }))
  // Prisma 7 wants an adapter where the page gives none: that is not what is looked at here.
  theirs.write('src/prisma/index.ts', "import type { PrismaClient } from './generated/client';\nexport declare const prisma: PrismaClient;\n")
  const patched = fragments(page).filter(({ text }) => patches.guide3.some(({ holds }) => text.includes(holds)))
  assert.equal(patched.length, patches.guide3.length, 'each patch is one of one block')
  for (const fragment of patched) theirs.write(fragment.path, moduleOf({ ...fragment, shows: [] }, page))
  const of = await complaints(theirs)
  for (const { path, name, text } of patched) {
    if (name === 'raw SQL') continue
    assert.notDeepEqual(of(path), [], `${name}: it compiles on Prisma, so it needs no patch:\n${text}`)
  }

  await t.test('the schema: users have no id by default', async () => {
    const [users] = fragments(page).filter(({ name }) => name === 'basic queries')
    theirs.write(users.path, patches.apply(moduleOf({ ...users, shows: [] }, page), patches.guide3))
    const [complaint] = (await complaints(theirs))(users.path)
    assert.match(complaint ?? '', /'\{ email: string; name: string; \}' is not assignable/)
  })

  await t.test('raw SQL: the tables have other names', async (t) => {
    const server = await startPostgres()
    if (server === null) return
    t.after(() => server.stop())
    const url = await server.database('raw')
    const ours = project('postgresql')
    t.after(() => ours.dispose())
    await ours.must('nicol', ['db', 'push', '--url', url])
    const { text } = patched.find(({ name }) => name === 'raw SQL')
    const sql = /`([^`]*)`/.exec(text)[1]
    assert.throws(() => server.psql(decodeURIComponent(new URL(url).pathname.slice(1)), sql), /relation "users" does not exist/)
  })
})
