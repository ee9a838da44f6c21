const { mockDeep, mockReset } = require('jest-mock-extended')

test('a mock of the client', async () => {
  /** @type {import('jest-mock-extended').DeepMockProxy<import('@prisma/client').PrismaClient>} */
  const prisma = mockDeep()
  prisma.note.create.mockResolvedValue({ id: 2, text: 'made' })
  expect(await prisma.note.create({ data: { id: 2, text: 'made' } })).toEqual({ id: 2, text: 'made' })
  expect(prisma.note.create).toHaveBeenCalledTimes(1)
  mockReset(prisma)
  expect(await prisma.note.create({ data: { id: 2, text: 'made' } })).toBeUndefined()
})
