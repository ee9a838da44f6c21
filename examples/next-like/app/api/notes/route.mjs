import { prisma } from '../../../lib/prisma.mjs'

export const GET = async () => ({ status: 200, body: await prisma.note.findMany({ orderBy: { id: 'asc' } }) })

export const POST = async (body) => ({ status: 201, body: await prisma.note.create({ data: body }) })
