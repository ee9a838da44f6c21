/** Reads go to the replica and writes to the primary: two databases that are told apart by what is in them. */
import assert from 'node:assert/strict'
import { PrismaClient } from '@prisma/client'
import { readReplicas } from '@prisma/extension-read-replicas'

const replica = new PrismaClient({ datasourceUrl: process.env.REPLICA_URL })
await replica.note.create({ data: { id: 1, text: 'of the replica' } })
const prisma = new PrismaClient().$extends(readReplicas({ replicas: [replica] }))
await prisma.note.create({ data: { id: 1, text: 'of the primary' } })
assert.equal((await prisma.note.findUnique({ where: { id: 1 } }))?.text, 'of the replica')
assert.equal((await prisma.$primary().note.findUnique({ where: { id: 1 } }))?.text, 'of the primary')
assert.equal((await prisma.$replica().note.findFirst())?.text, 'of the replica')
await prisma.note.update({ where: { id: 1 }, data: { text: 'changed' } })
const [changed] = await prisma.$transaction([prisma.note.findUnique({ where: { id: 1 } })])
assert.equal(changed?.text, 'changed', 'a transaction reads where it writes')
assert.equal((await prisma.$transaction((tx) => tx.note.findFirst()))?.text, 'changed')
assert.equal(await prisma.note.count(), 1)
const rows = await prisma.$queryRaw<{ text: string }[]>`SELECT "text" FROM "Note"`
assert.deepEqual(rows, [{ text: 'changed' }], 'the extension sends raw queries to the primary')
await prisma.$disconnect()
await replica.$disconnect()
console.log('done')
