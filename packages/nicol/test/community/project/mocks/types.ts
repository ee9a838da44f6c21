/** What the mocks know of the client's types: compiled only. */
import type { PrismaClient } from '@prisma/client'
import { mockDeep, type DeepMockProxy } from 'jest-mock-extended'

const prisma: DeepMockProxy<PrismaClient> = mockDeep<PrismaClient>()
prisma.note.findUnique.mockResolvedValue({ id: 1, text: 'typed' })
// @ts-expect-error a note has no title
prisma.note.findMany.mockResolvedValue([{ id: 1, title: 'typed' }])
const client: PrismaClient = prisma
export default client
