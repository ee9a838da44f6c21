import type { PrismaClient } from '@prisma/client'
import { expect, test } from 'vitest'
import { mockDeep } from 'vitest-mock-extended'

test('a mock of the client', async () => {
  const prisma = mockDeep<PrismaClient>()
  prisma.note.findMany.mockResolvedValue([{ id: 1, text: 'mocked' }])
  prisma.$transaction.mockImplementation(async (run: unknown) => (run as (tx: PrismaClient) => unknown)(prisma))
  const notes = await prisma.$transaction((tx) => tx.note.findMany({ where: { text: { contains: 'm' } } }))
  expect(notes).toEqual([{ id: 1, text: 'mocked' }])
  expect(prisma.note.findMany).toHaveBeenCalledWith({ where: { text: { contains: 'm' } } })
})
