/** The packages as they are published: packed, installed by npm, used by npx, on both databases, in both module formats. */

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after, before } from 'node:test'
import { fileURLToPath } from 'node:url'

import { pack } from '../../../pack.mjs'
import { dependenciesOn, manifestOf, platforms } from '../../../platforms.mjs'
import { installed } from '../support/packages.mjs'
import { startPostgres } from '../support/postgres.mjs'
import { UserProject } from './project.mjs'
import { serve } from './registry.mjs'

const models = `
model User {
  id    Int    @id @default(autoincrement())
  email String @unique
  role  Role   @default(USER)
  posts Post[]
}

model Post {
  id       Int    @id @default(autoincrement())
  title    String
  author   User   @relation(fields: [authorId], references: [id])
  authorId Int
}

enum Role {
  USER
  ADMIN
}
`

/** A program that puts a user and two posts in, or reads them. */
const program = (imports) => `${imports}

const prisma = new PrismaClient()

async function main() {
  const email = 'ann@example.com'
  if (process.argv[2] === 'seed') {
    // \`migrate dev\` seeds a database that it has made.
    await prisma.post.deleteMany()
    await prisma.user.deleteMany()
    await prisma.user.create({ data: { email, role: Role.ADMIN, posts: { create: [{ title: 'one' }, { title: 'two' }] } } })
    return
  }
  const user = await prisma.user.findUniqueOrThrow({ where: { email }, include: { posts: { orderBy: { id: 'asc' } } } })
  const twice = prisma.user.create({ data: { email } })
  const code = await twice.then(() => 'none', (error) => error instanceof Prisma.PrismaClientKnownRequestError && error.code)
  console.log(user.role, user.posts.map((post) => post.title).join(), code)
}

main().finally(() => prisma.$disconnect())
`

const answer = 'ADMIN one,two P2002\n'

/** @type {{ folder: string, registry: Awaited<ReturnType<typeof serve>>, server: any }} */
const shared = {}

before(async () => {
  shared.folder = mkdtempSync(join(tmpdir(), 'nicol-tarballs-'))
  // What ./test builds before it runs this.
  const [nicol, platform] = await pack(shared.folder, { isBuilt: true })
  assert.deepEqual(nicol.manifest.optionalDependencies, dependenciesOn(nicol.manifest))
  const names = Object.keys(platforms).filter((name) => platform.manifest.name !== `@nicol/${name}`)
  shared.registry = await serve([nicol, platform, ...names.map(emptyPackage)])
  shared.server = await startPostgres()
})

/** Another platform's package, without program and addon: yarn fetches all of them, and installs what fits. */
function emptyPackage(name) {
  const manifest = manifestOf(name, JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')))
  const at = join(shared.folder, name)
  mkdirSync(join(at, 'package'), { recursive: true })
  writeFileSync(join(at, 'package/package.json'), JSON.stringify(manifest))
  execFileSync('tar', ['-czf', `${at}.tgz`, '-C', at, 'package'])
  return { manifest, file: `${at}.tgz` }
}

after(async () => {
  await shared.registry?.close()
  await shared.server?.stop()
  rmSync(shared.folder, { recursive: true, force: true })
})

/** A project on a database, with the packages installed under these names. */
async function project(t, database, ...specs) {
  const made = new UserProject(shared.registry.url)
  t.after(() => made.dispose())
  made.write('package.json', { name: 'app', private: true })
  await made.install(...specs)
  made.environment.DATABASE_URL = database === 'sqlite' ? 'file:./dev.db' : shared.server.database('packed')
  return made
}

const tsconfig = (module) => ({
  compilerOptions: { module, moduleResolution: module === 'nodenext' ? module : 'node10', target: 'es2022', strict: true, types: ['node'], outDir: 'dist', ignoreDeprecations: '5.0' },
  include: ['src'],
})

for (const database of ['sqlite', 'postgresql']) {
  const isMissing = () => database === 'postgresql' && shared.server === null
  const datasource = `datasource db {\n  provider = "${database}"\n}\n`

  test(`prisma-client as nicol, on ${database}`, async (t) => {
    if (isMissing()) return t.skip()
    const app = await project(t, database, 'nicol@7.10.0')
    const generator = 'generator client {\n  provider = "prisma-client"\n  output = "../src/generated/prisma"\n}\n'
    app.write('prisma/schema.prisma', generator + datasource + models)
    app.write(
      'prisma.config.ts',
      `import { defineConfig, env } from 'nicol/config'

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { seed: 'tsx src/main.ts seed' },
  datasource: { url: env('DATABASE_URL') },
})
`,
    )
    app.write('src/main.ts', program("import { Prisma, PrismaClient, Role } from './generated/prisma/client.js'"))
    app.write('package.json', { name: 'app', private: true, type: 'module', dependencies: { nicol: '7.10.0' } })
    app.write('tsconfig.json', tsconfig('nodenext'))
    const out = await app.must('npx', ['nicol', 'migrate', 'dev', '--name', 'init'])
    assert.match(out, /Generated the TypeScript client/)
    await app.must('npx', ['nicol', 'db', 'seed'])
    await t.test('tsx', async () => assert.equal(await app.must('npx', ['tsx', 'src/main.ts']), answer))
    await t.test('tsc, then node: modules', async () => {
      await app.must('npx', ['tsc'])
      assert.equal(await app.must('node', ['dist/main.js']), answer)
    })
    await t.test('tsc, then node: CommonJS', async () => {
      app.write('package.json', { name: 'app', private: true })
      app.write('tsconfig.json', tsconfig('commonjs'))
      await app.must('npx', ['nicol', 'generate'])
      await app.must('npx', ['tsc'])
      assert.equal(await app.must('node', ['dist/main.js']), answer)
    })
  })

  test(`prisma-client-js as @prisma/client and prisma, on ${database}`, async (t) => {
    if (isMissing()) return t.skip()
    const app = await project(t, database, '@prisma/client@npm:nicol@7.10.0', 'prisma@npm:nicol@7.10.0')
    app.write('prisma/schema.prisma', `generator client {\n  provider = "prisma-client-js"\n}\n${datasource}${models}`)
    app.write('prisma.config.ts', "import { defineConfig } from 'prisma/config'\nexport default defineConfig({ datasource: { url: process.env.DATABASE_URL } })\n")
    const before = await app.run('node', ['-e', "const { PrismaClient } = require('@prisma/client'); new PrismaClient()"])
    assert.match(before.err, /npx nicol generate/)
    await app.must('npx', ['prisma', 'db', 'push'])
    await app.must('npx', ['prisma', 'generate'])
    app.write('main.cjs', program("const { Prisma, PrismaClient, Role } = require('@prisma/client')"))
    app.write('main.mjs', program("import { Prisma, PrismaClient, Role } from '@prisma/client'"))
    await app.must('node', ['main.cjs', 'seed'])
    for (const file of ['main.cjs', 'main.mjs']) assert.equal(await app.must('node', [file]), answer)
    app.write('src/main.ts', program("import { Prisma, PrismaClient, Role } from '@prisma/client'"))
    app.write('tsconfig.json', tsconfig('commonjs'))
    await app.must('npx', ['tsc'])
    assert.equal(await app.must('node', ['dist/main.js']), answer)
  })
}

/** A project with packages by another manager than npm, which itself comes from npm by a lock file. */
async function projectOf(t, manager, ...flags) {
  const modules = installed('managers', fileURLToPath(new URL('managers', import.meta.url)))
  const app = new UserProject(shared.registry.url)
  t.after(() => app.dispose())
  app.write('package.json', { name: 'app', private: true })
  app.environment.DATABASE_URL = 'file:./dev.db'
  const run = (...words) => app.must(join(modules, '.bin', manager), words)
  await run('add', '@prisma/client@npm:nicol@7.10.0', 'prisma@npm:nicol@7.10.0', ...flags.map((flag) => flag.replace('{}', app.folder)))
  app.lend()
  const generators = 'generator js {\n  provider = "prisma-client-js"\n}\ngenerator client {\n  provider = "prisma-client"\n  output = "../src/generated"\n}\n'
  app.write('tsconfig.json', tsconfig('commonjs'))
  app.write('prisma/schema.prisma', `${generators}datasource db {\n  provider = "sqlite"\n}\n${models}`)
  app.write('prisma.config.ts', "import { defineConfig } from 'prisma/config'\nexport default defineConfig({ datasource: { url: process.env.DATABASE_URL } })\n")
  return { app, run }
}

test('installed by pnpm, which lets packages see no more than they name', async (t) => {
  const { app, run } = await projectOf(t, 'pnpm', '--store-dir={}/.store')
  await run('exec', 'prisma', 'migrate', 'dev', '--name', 'init')
  app.write('src/js.ts', program("import { Prisma, PrismaClient, Role } from '@prisma/client'"))
  app.write('src/client.ts', program("import { Prisma, PrismaClient, Role } from './generated/client'"))
  await app.must('npx', ['tsc'])
  await app.must('node', ['dist/js.js', 'seed'])
  for (const file of ['dist/js.js', 'dist/client.js']) assert.equal(await app.must('node', [file]), answer)
})

test('installed by yarn, which takes the packages of all C libraries', async (t) => {
  const { app, run } = await projectOf(t, 'yarn', '--cache-folder={}/.cache', '--non-interactive')
  await run('-s', 'prisma', 'migrate', 'dev', '--name', 'init')
  app.write('main.cjs', program("const { Prisma, PrismaClient, Role } = require('@prisma/client')"))
  await app.must('node', ['main.cjs', 'seed'])
  assert.equal(await app.must('node', ['main.cjs']), answer)
})

test('installed for all projects: `npm install --global`', async (t) => {
  const app = new UserProject(shared.registry.url)
  t.after(() => app.dispose())
  const prefix = join(app.folder, 'global')
  await app.must('npm', ['install', '--global', '--prefix', prefix, '--cache', join(app.folder, '.npm-cache'), '--registry', shared.registry.url, 'nicol'])
  app.write('prisma/schema.prisma', `generator client {\n  provider = "prisma-client"\n  output = "../client"\n}\ndatasource db {\n  provider = "sqlite"\n}\n${models}`)
  app.environment.DATABASE_URL = 'file:./dev.db'
  for (const name of ['nicol', 'prisma']) assert.match(await app.must(join(prefix, 'bin', name), ['version']), /7\.10/)
  const { code, err } = await app.run(join(prefix, 'bin/nicol'), ['migrate', 'dev', '--name', 'init'])
  // Commands are not the client: a project that has none is told.
  assert.equal(code, 0, err)
  assert.match(err, /package `nicol`, which is not installed there/)
})

test('exit codes and signals of the program are those of the command', async (t) => {
  const app = await project(t, 'sqlite', 'nicol')
  assert.equal((await app.run('npx', ['nicol', 'validate', '--schema', 'nope.prisma'])).code, 1)
  assert.equal((await app.run('npx', ['nicol', 'nope'])).code, 1)
  app.write('schema.prisma', 'generator client {\n  provider = "prisma-client"\n  output = "./client"\n}\ndatasource db {\n  provider = "sqlite"\n}\n')
  /** How a program ends that is sent a signal while it watches. */
  const ending = async (signal, ...words) => {
    const watching = app.start(...words)
    watching.stdout.resume()
    const ended = new Promise((done) => watching.once('exit', (code, by) => done({ code, by })))
    let told = ''
    await new Promise((ready) => watching.stderr.on('data', (data) => (told += data).includes('Waiting') && ready()))
    watching.kill(signal)
    // The program holds the pipe for as long as it runs.
    await new Promise((closed) => watching.once('close', closed))
    return ended
  }
  // As the program ends: by its own word where it listens, else by the signal.
  for (const [signal, ended] of Object.entries({ SIGINT: { code: 130, by: null }, SIGTERM: { code: 130, by: null }, SIGHUP: { code: null, by: 'SIGHUP' } })) {
    assert.deepEqual(await ending(signal, 'node', ['node_modules/nicol/bin/nicol.js', 'generate', '--watch']), ended, signal)
  }
})

test('a platform without a package is named', async (t) => {
  const app = await project(t, 'sqlite', 'nicol', '--omit=optional')
  const { code, err } = await app.run('npx', ['nicol', 'version'])
  assert.equal(code, 1)
  assert.match(err, /linux-x64.*@nicol\/linux-x64-gnu or @nicol\/linux-x64-musl is not installed/)
})
