/** TypedSQL from `.sql` files to rows, with both generators and on both databases; the types of parameters and rows. */

import assert from 'node:assert/strict'
import test from 'node:test'
import { startPostgres } from '../support/postgres.mjs'
import { Project } from '../support/project.mjs'

const schema = (provider) => `
generator client {
  provider        = "prisma-client"
  output          = "../generated"
  previewFeatures = ["typedSql"]
}
generator js {
  provider        = "prisma-client-js"
  previewFeatures = ["typedSql"]
}
datasource db {
  provider = "${provider}"
}
enum Role {
  ADMIN @map("admin")
  USER
}
model User {
  id    Int      @id @default(autoincrement())
  name  String
  age   Int?
  big   BigInt
  price Decimal
  score Float
  role  Role     @default(USER)
  at    DateTime @default(now())
  data  Json
  bytes Bytes
  ok    Boolean
  ${provider === 'postgresql' ? 'list  Int[]' : ''}
  posts Post[]
}
model Post {
  id     Int    @id
  title  String
  user   User   @relation(fields: [userId], references: [id])
  userId Int
}
`

/** The parameters of each database as it writes them. */
const queries = (p) => ({
  users: `-- @description Users by age.
    -- @param {Int} $1:least
    -- @param {String} $2:name? exactly
    SELECT * FROM "User" WHERE age >= ${p(1)} AND name = coalesce(${p(2)}, name) ORDER BY id`,
  posts: `SELECT u.name, p.title, count(*) AS n FROM "User" u LEFT JOIN "Post" p ON p."userId" = u.id GROUP BY u.name, p.title ORDER BY u.name, p.title`,
  rename: `-- @param {String} $1:name
    -- @param {Int} $2:id
    UPDATE "User" SET name = ${p(1)} WHERE id = ${p(2)} RETURNING id, name`,
})

const DATA = `
  const at = new Date('2024-05-06T07:08:09.100Z')
  const bytes = new Uint8Array([1, 2])
  const some = { big: 2n ** 60n, price: '1.25', score: 0.5, at, data: { a: [1] }, bytes, ok: true }
  await prisma.user.create({ data: { ...some, name: 'Ada', age: 36, role: 'ADMIN', posts: { create: { id: 1, title: 'Notes' } } } })
  await prisma.user.create({ data: { ...some, name: 'Bob' } })
  await prisma.user.create({ data: { ...some, name: 'Cy', age: 20 } })
`

/** What is right, and what the compiler must refuse. */
const program = (list) => `
import { PrismaClient, Prisma } from './generated/client'
import { users, posts, rename } from './generated/sql'
import type { $DbEnums } from './generated/sql'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const same = <A, B>(_: Same<A, B>) => {}

const prisma = new PrismaClient()
async function main() {
${DATA}
  const found = await prisma.$queryRawTyped(users(30, null))
  same<typeof found, users.Result[]>(true)
  same<users.Parameters, [least: number, name: string | null]>(true)
  same<users.Result['age'], number | null>(true)
  same<users.Result['big'], bigint>(true)
  same<users.Result['price'], Prisma.Decimal>(true)
  same<users.Result['data'], Prisma.JsonValue>(true)
  same<users.Result['at'], Date>(true)
  same<users.Result['ok'], boolean>(true)
  same<users.Result['role'], ${list ? `$DbEnums['Role']` : 'string'}>(true)
  same<posts.Result, { name: string; title: string | null; n: bigint${list ? ' | null' : ''} }>(true)
  same<rename.Result, { id: number; name: string }>(true)
  const role: $DbEnums['Role'] = 'admin'
  void wrong

  const [ada] = found
  console.log(found.length, ada!.name, ada!.age, ada!.big, ada!.price.plus(1).toString(), ada!.score, ada!.role === role)
  console.log(ada!.at.toISOString(), JSON.stringify(ada!.data), [...ada!.bytes], ada!.ok${list ? ', ada!.list' : ''})
  console.log((await prisma.$queryRawTyped(users(0, 'Cy'))).map(({ name }) => name))
  console.log(JSON.stringify((await prisma.$queryRawTyped(posts())).map(({ n, ...row }) => ({ ...row, n: Number(n) }))))
  const [, renamed] = await prisma.$transaction([prisma.user.count(), prisma.$queryRawTyped(rename('Eve', 1))])
  same<typeof renamed, rename.Result[]>(true)
  await prisma.$transaction(async (tx) => {
    console.log(renamed, await tx.$queryRawTyped(rename('Dan', 1)))
  })
  const extended = prisma.$extends({ query: { $queryRawTyped: async ({ args, query }) => (await query(args)).length } })
  console.log(await extended.$queryRawTyped(users(0, null)))
  await prisma.$disconnect()
}
async function wrong(found: users.Result[]) {
  // @ts-expect-error: the value of the schema is not that of the database
  const other: $DbEnums['Role'] = 'ADMIN'
  // @ts-expect-error: a parameter is missing
  users(30)
  // @ts-expect-error: a parameter of another type
  users('30', null)
  // @ts-expect-error: it may not be NULL
  users(null, null)
  // @ts-expect-error: there is no such column
  found[0]!.nam
  // @ts-expect-error: it may be NULL
  found[0]!.age + 1
  // @ts-expect-error: no typed query
  await prisma.$queryRawTyped(Prisma.sql\`SELECT 1\`)
}
main()
`

const SCRIPT = `
const { PrismaClient } = require('@prisma/client')
const { users } = require('@prisma/client/sql')
const prisma = new PrismaClient()
prisma.$queryRawTyped(users(20, null)).then((found) => console.log('script', found.map(({ name }) => name))).finally(() => prisma.$disconnect())
`
const MODULE = `
import { PrismaClient } from '@prisma/client'
import { users, posts } from '@prisma/client/sql'
const prisma = new PrismaClient()
const found = await prisma.$queryRawTyped(users(20, null))
console.log('module', found.map(({ name }) => name), typeof posts)
for (const wrong of [{}, 'SELECT 1', users]) await prisma.$queryRawTyped(wrong).catch((error) => console.log(error.name))
await prisma.$disconnect()
`
const TSCONFIG = {
  compilerOptions: { strict: true, noEmit: true, target: 'es2022', module: 'commonjs', moduleResolution: 'node10', ignoreDeprecations: '5.0', skipLibCheck: false, types: ['node'] },
  files: ['main.ts', 'of-js.ts'],
}
/** The declarations of the other generator. */
const OF_JS = `
import { PrismaClient } from '@prisma/client'
import { users } from '@prisma/client/sql'
export const names = async (prisma: PrismaClient) => (await prisma.$queryRawTyped(users(1, 'x'))).map((user) => user.age)
export const ages: (prisma: PrismaClient) => Promise<(number | null)[]> = names
// @ts-expect-error: they may be NULL
export const all: (prisma: PrismaClient) => Promise<number[]> = names
`

for (const provider of ['postgresql', 'sqlite']) {
  test(`typed queries on ${provider}`, async (t) => {
    const database = provider === 'postgresql' ? await startPostgres() : undefined
    if (database === null) return
    t.after(() => database?.stop())
    const project = new Project().install('nicol', '@prisma/client').linkCommands().lend('@types/node', 'decimal.js')
    t.after(() => project.dispose())
    const list = provider === 'postgresql'
    project.environment.DATABASE_URL = database ? await database.database('typed') : 'file:./typed.db'
    project.write('package.json', '{ "type": "commonjs" }')
    project.write('tsconfig.json', JSON.stringify(TSCONFIG))
    project.write('prisma/schema.prisma', schema(provider))
    for (const [name, text] of Object.entries(queries((n) => (list ? `$${n}` : '?')))) project.write(`prisma/sql/${name}.sql`, text)
    project.write('main.ts', program(list))
    project.write('of-js.ts', OF_JS)
    project.write('script.cjs', SCRIPT)
    project.write('module.mjs', MODULE)
    await project.must('nicol', ['db', 'push'])
    await project.must('nicol', ['generate', '--sql'])
    await project.must('tsc', ['-p', '.'])
    const out = await project.must('tsx', ['main.ts'])
    const posts = '[{"name":"Ada","title":"Notes","n":1},{"name":"Bob","title":null,"n":1},{"name":"Cy","title":null,"n":1}]'
    assert.deepEqual(out.trim().split('\n'), [
      '1 Ada 36 1152921504606846976n 2.25 0.5 true',
      `2024-05-06T07:08:09.100Z {"a":[1]} [ 1, 2 ] true${list ? ' null' : ''}`,
      "[ 'Cy' ]",
      posts,
      "[ { id: 1, name: 'Eve' } ] [ { id: 1, name: 'Dan' } ]",
      '2',
    ])
    assert.equal(await project.must('node', ['script.cjs']), "script [ 'Dan', 'Cy' ]\n")
    const refused = 'PrismaClientValidationError\n'.repeat(3)
    assert.equal(await project.must('node', ['module.mjs']), `module [ 'Dan', 'Cy' ] function\n${refused}`)
  })
}
