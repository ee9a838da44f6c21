// Models that are called like globals, in both generated clients, on a database.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { Project } from '../support/project.mjs'

const schema = readFileSync(new URL('../types/names/schema.prisma', import.meta.url), 'utf8')
const generators = 'generator js {\n  provider = "prisma-client-js"\n}\ngenerator client {\n  provider = "prisma-client"\n  output = "./client"\n}\n'

const program = (imports) => `${imports}
const prisma = new PrismaClient()
async function main() {
  const { id, at, kind, money, objects: [object] } = await prisma.date.create({
    data: { kind: Set.Symbol, money: '1.5', data: { a: 1 }, objects: { create: { maps: { create: { promises: { create: { error: { create: { message: 'late' } } } } } } } } },
    include: { objects: { include: { maps: { include: { promises: { include: { error: true } } } } } } },
  })
  const { code } = await prisma.error.create({ data: { message: 'late', promise: { create: { map: { connect: { id: 1 } } } } } }).catch((error) => error)
  const written = [at instanceof Date, kind, String(money), object.maps[0].promises[0].error.message, code]
  const read = await Promise.all([
    prisma.object.findUnique({ where: { id: object.id } }).date(),
    prisma.date.findMany({ where: { at: { lte: new Date() }, kind: 'Symbol' }, select: { data: true } }),
    prisma.date.aggregate({ _max: { at: true }, _sum: { money: true } }),
    prisma.promise.count({ where: { error: { message: 'late' } } }),
    prisma.function.createMany({ data: [{ name: 'f', call: 'x' }] }),
    prisma.array.upsert({ where: { length: 1 }, create: { length: 1 }, update: {} }),
    prisma.$queryRaw(Prisma.sql\`SELECT count(*) AS n FROM "Map"\`),
  ])
  const extended = prisma.$extends({ result: { date: { year: { needs: { at: true }, compute: (row) => row.at.getFullYear() > 2000 } } } })
  const { year } = await extended.date.findUniqueOrThrow({ where: { id } })
  const inside = await prisma.$transaction(async (tx) => [await tx.symbol.count(), await tx.sql.create({ data: { id: 1 } }), await tx.process.findMany(), await tx.record.findFirst()])
  console.log(JSON.stringify([written, read.map((value) => Object.keys(value).length), year, inside]))
}
main().finally(() => prisma.$disconnect())
`
const answer = '[[true,"Symbol","1.5","late","P2002"],[7,1,2,0,1,1,1],true,[0,{"id":1,"empty":""},[],null]]\n'

const project = new Project()
after(() => project.dispose())
before(async () => {
  project.install('@prisma/client').linkCommands()
  project.write('package.json', '{ "name": "names", "private": true }\n')
  project.write('schema.prisma', generators + schema)
  await project.must('nicol', ['generate'])
})

for (const [name, file, text, run] of [
  ['prisma-client-js', 'main.cjs', "const { Prisma, PrismaClient, Set } = require('@prisma/client')", ['node']],
  ['prisma-client', 'main.ts', "import { Prisma, PrismaClient, Set } from './client/client'", ['node', '--import', import.meta.resolve('tsx')]],
]) {
  test(name, async () => {
    const url = `file:./${file}.db`
    await project.must('nicol', ['db', 'push', '--url', url, '--skip-generate'])
    project.write(file, program(text))
    const [command, ...flags] = run
    assert.equal(await project.must(command, [...flags, file], { DATABASE_URL: url }), answer)
  })
}
