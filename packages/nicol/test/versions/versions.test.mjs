/** The package on the JavaScript runtimes that it is for, as npm offers them: the oldest, the newest, those between that are kept up, and Bun. */

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { fileURLToPath } from 'node:url'
import { installed } from '../support/packages.mjs'
import { startPostgres } from '../support/postgres.mjs'
import { Project } from '../support/project.mjs'

const here = dirname(fileURLToPath(import.meta.url))

const schema = (provider) => `generator client {
  provider = "prisma-client-js"
  output   = "./generated"
}

generator modules {
  provider     = "prisma-client"
  output       = "./modules"
  moduleFormat = "esm"
}

datasource db {
  provider = "${provider}"
  url      = env("DATABASE_URL")
}

model User {
  id    Int       @id @default(autoincrement())
  email String    @unique
  big   BigInt?
  price Decimal?
  raw   Bytes?
  meta  Json?
  at    DateTime?
  posts Post[]
}

model Post {
  id       Int    @id @default(autoincrement())
  title    String
  author   User   @relation(fields: [authorId], references: [id])
  authorId Int
}
`

/** The same by `import`: names of the generated module have to be seen by Node's reader of CommonJS. */
const imports = `import { PrismaClient, Prisma } from './generated/index.js'
import { Decimal } from 'nicol/runtime/client'
const prisma = new PrismaClient()
console.log(await prisma.user.count(), Prisma.Decimal === Decimal, typeof Prisma.sql)
await prisma.$disconnect()
`

for (const provider of ['postgresql', 'sqlite']) {
  test(`versions on ${provider}`, async (t) => {
    const server = provider === 'postgresql' ? await startPostgres() : undefined
    if (server === null) return
    t.after(() => server?.stop())
    const project = new Project().install('nicol').linkCommands()
    t.after(() => project.dispose())
    project.environment.DATABASE_URL = server ? await server.database('versions') : `file:${project.folder}/app.db`
    project.write('package.json', '{ "name": "versions", "private": true, "type": "module" }\n')
    project.write('schema.prisma', schema(provider))
    project.write('main.cjs', readFileSync(join(here, 'main.cjs'), 'utf8'))
    project.write('imports.mjs', imports)
    project.write('modules.ts', imports.replace('./generated/index.js', './modules/client'))
    await project.must('nicol', ['generate'])
    await project.must('nicol', ['db', 'push'])
    const packages = installed('versions', here)
    for (const name of ['node18', 'node20', 'node22', 'node26']) {
      await t.test(name, async () => {
        const node = join(packages, name, 'bin/node')
        assert.match(await project.must(node, ['main.cjs']), /done/)
        assert.equal(await project.must(node, ['imports.mjs']), '1 true function\n')
      })
    }
    await t.test('Bun', async () => {
      const bun = join(packages, 'bun/bin/bun')
      assert.match(await project.must(bun, ['main.cjs']), /done/)
      assert.equal(await project.must(bun, ['modules.ts']), '1 true function\n')
    })
  })
}
