/** What a program does with a client, on every JavaScript runtime: it prints `done`, or fails. */
const assert = require('node:assert/strict')
const { PrismaClient, Prisma } = require('./generated')

async function main() {
  const prisma = new PrismaClient({ log: [{ level: 'query', emit: 'event' }] })
  let statements = 0
  prisma.$on('query', () => statements++)
  await prisma.post.deleteMany()
  await prisma.user.deleteMany()
  const at = new Date('2030-01-31T12:00:00.123Z')
  const ada = await prisma.user.create({
    data: {
      email: 'ada@example.com',
      big: 2n ** 60n,
      price: new Prisma.Decimal('12.30'),
      raw: new Uint8Array([1, 2, 255]),
      meta: { deep: [1, 'ä', null] },
      at,
      posts: { create: [{ title: 'a' }, { title: 'b' }] },
    },
    include: { posts: { orderBy: { title: 'asc' } }, _count: true },
  })
  assert.deepEqual([ada.big, ada.price.toFixed(), [...ada.raw], ada.meta, ada.at], [2n ** 60n, '12.3', [1, 2, 255], { deep: [1, 'ä', null] }, at])
  assert.deepEqual([ada.posts.map(({ title }) => title), ada._count.posts], [['a', 'b'], 2])
  const many = await prisma.post.createMany({ data: Array.from({ length: 500 }, (_, i) => ({ title: `t${i}`, authorId: ada.id })) })
  assert.equal(many.count, 500)
  assert.equal((await prisma.post.findMany({ include: { author: true } })).length, 502)
  const both = await Promise.all([1, 2].map(() => prisma.user.findUnique({ where: { id: ada.id } })))
  assert.deepEqual(both[0], both[1])
  await assert.rejects(prisma.user.create({ data: { email: ada.email } }), (e) => e instanceof Prisma.PrismaClientKnownRequestError && e.code === 'P2002')
  await assert.rejects(prisma.user.findMany({ where: { nope: 1 } }), Prisma.PrismaClientValidationError)
  await assert.rejects(
    prisma.$transaction(async (tx) => {
      await tx.post.deleteMany()
      await tx.user.delete({ where: { id: ada.id } })
      throw new Error('undone')
    }),
    /undone/,
  )
  assert.equal(await prisma.user.count(), 1)
  const [rows] = await prisma.$transaction([prisma.$queryRaw`SELECT ${'x'} || 'y' AS "xy"`, prisma.user.count()])
  assert.deepEqual(rows, [{ xy: 'xy' }])
  const extended = prisma.$extends({ result: { user: { shout: { needs: { email: true }, compute: (user) => user.email.toUpperCase() } } } })
  assert.equal((await extended.user.findFirstOrThrow()).shout, 'ADA@EXAMPLE.COM')
  assert.equal((await prisma.$health()).ok, true)
  assert.ok(statements > 5, 'events')
  await prisma.$disconnect()
  assert.equal(await prisma.user.count(), 1, 'it connects again')
  console.log('done')
  // The client is still connected: the process ends all the same.
}

main().catch((error) => {
  console.error(error)
  process.exit(1)
})
