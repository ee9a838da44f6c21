/** The code of guides 4 and 5, which are written for `prisma-client-js` and `@prisma/client`. */

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import test from 'node:test'
import { blocksOf } from '../support/guides.mjs'
import { startPostgres } from '../support/postgres.mjs'
import { Project } from '../support/project.mjs'

const [guide4, guide5] = [blocksOf('4-'), blocksOf('5-')]
const tsconfig = JSON.stringify({
  compilerOptions: { strict: true, target: 'es2022', module: 'commonjs', moduleResolution: 'node10', noEmitOnError: true, types: ['node'] },
  include: ['prisma', 'scripts'],
})

const head = (provider) => `generator client {
  provider = "prisma-client-js"
}

datasource db {
  provider = "${provider}"
  url      = env("DATABASE_URL")
}

`

/** A project with Nicol under Prisma's name, on an empty database of the provider. */
async function projectOn(t, provider) {
  const server = provider === 'postgresql' ? await startPostgres() : undefined
  if (server === null) return null
  t.after(() => server?.stop())
  const project = new Project().install('@prisma/client').linkCommands().lend('@types/node')
  t.after(() => project.dispose())
  const database = async (name) => (server ? server.database(name) : `file:${project.folder}/${name}.db`)
  project.environment.DATABASE_URL = await database('main')
  project.environment.TEST_DATABASE_URL = await database('copy')
  project.write('package.json', '{ "name": "guides", "private": true }\n')
  project.write('tsconfig.json', tsconfig)
  return project
}

for (const provider of ['postgresql', 'sqlite']) {
  test(`guide 4 on ${provider}: its model and its steps`, { skip: guide4 === null }, async (t) => {
    const project = await projectOn(t, provider)
    if (project === null) return
    const model = guide4.find(({ language }) => language === 'prisma').text
    // The page leaves out the models that its own refers to.
    const others = ['Account', 'Session'].map(
      (name) => `model ${name} {\n  id     String @id @default(cuid())\n  userId String\n  user   User   @relation(fields: [userId], references: [id])\n}\n`,
    )
    project.write('prisma/schema.prisma', head(provider) + [model, ...others].join('\n'))
    for (const step of ['migrate dev --name user_update', 'migrate deploy', 'generate']) {
      await project.must('prisma', step.split(' '))
    }
    project.write(
      'prisma/main.ts',
      `import { PrismaClient } from '@prisma/client'
const prisma = new PrismaClient()
async function main() {
  const user = await prisma.user.create({ data: { email: null, sessions: { create: {} } }, include: { sessions: true, accounts: true } })
  console.log(user.sessions.length, user.accounts.length, user.emailVerified)
}
main().finally(() => prisma.$disconnect())
`,
    )
    await project.must('tsc')
    assert.equal((await project.must('node', ['prisma/main.js'])).trim(), '1 0 null')
  })

  test(`guide 5 on ${provider}: migrations tried on a copy, and a backfill`, { skip: guide5 === null }, async (t) => {
    const project = await projectOn(t, provider)
    if (project === null) return
    const model = 'model User {\n  id       Int   @id @default(autoincrement())\n  metadata Json?\n}\n'
    project.write('prisma/schema.prisma', head(provider) + model)
    await project.must('prisma', ['migrate', 'dev', '--name', 'add_metadata'])
    await project.must('prisma', ['generate'])
    const code = guide5.filter(({ language }) => language === 'ts')
    assert.deepEqual(code.map(({ path }) => path), ['scripts/test-migrations.ts', 'prisma/migrations/[timestamp]_migration_name/backfill.ts'])
    // The page's name for the folder of the migration that was just made.
    const [made] = readdirSync(join(project.folder, 'prisma/migrations')).filter((name) => name.endsWith('_add_metadata'))
    const backfill = code[1].path.replace('[timestamp]_migration_name', made)
    project.write(code[0].path, code[0].text)
    project.write(backfill, code[1].text)
    await project.must('tsc')

    const { out, err } = await project.run('node', ['scripts/test-migrations.js'])
    assert.match(out, /Migration successful/, err)
    project.write('fill.js', "new (require('@prisma/client').PrismaClient)().user.createMany({ data: [{}, {}] }).then(console.log)\n")
    await project.must('node', ['fill.js'])
    const { code: exit, err: errors } = await project.run('node', [backfill.replace(/ts$/, 'js')])
    assert.deepEqual([exit, errors], [0, ''])
    project.write('look.js', "new (require('@prisma/client').PrismaClient)().user.findMany().then((users) => console.log(JSON.stringify(users)))\n")
    const metadata = { migrated: true, previousState: 'imported' }
    assert.deepEqual(JSON.parse(await project.must('node', ['look.js'])), [{ id: 1, metadata }, { id: 2, metadata }])
  })
}
