// What SQLite's clients have, and what of PostgreSQL's they lack.
import { Prisma, PrismaClient, Role } from '../client.ts'
import { adapter, prisma } from './support.ts'

export const read = () => prisma.user.findMany({ include: { posts: true } })
export const byEnum = () => prisma.user.findMany({ where: { role: Role.ADMIN } })
export const create = () => prisma.user.create({ data: { email: 'a', data: { a: [1, null] }, points: 1n, balance: '1.5', avatar: new Uint8Array(1), posts: { create: [{ title: 'x', slug: 'x' }] } } })
export const createMany = () => prisma.user.createMany({ data: [{ email: 'a' }, { email: 'b', role: 'ADMIN' }] })
export const createManyAndReturn = () => prisma.user.createManyAndReturn({ data: [{ email: 'a' }], select: { id: true } })
export const updateManyAndReturn = () => prisma.post.updateManyAndReturn({ data: { title: 'x' }, include: { author: true } })
export const text = () => prisma.user.findMany({ where: { name: { contains: 'a', startsWith: 'b', endsWith: 'c', in: ['x'] } } })
export const json = () => prisma.user.findMany({ where: { data: { equals: { a: 1 } } } })
export const jsonPath = () => prisma.user.findMany({ where: { data: { path: '$.a.b', equals: 1 } } })
export const jsonText = () => prisma.user.findMany({ where: { data: { path: '$.a', string_contains: 'x', string_starts_with: 'y' } } })
export const jsonMode = () => prisma.user.findMany({ where: { data: { path: '$.a', string_contains: 'x', mode: 'insensitive' } } })
export const queryMode = () => Prisma.QueryMode.insensitive
export const jsonNulls = () => prisma.user.updateMany({ data: { data: Prisma.DbNull }, where: { data: { not: Prisma.AnyNull } } })
export const compound = () => prisma.post.findUnique({ where: { authorId_slug: { authorId: 1, slug: 'x' } } })
export const decimals = async () => (await prisma.user.findFirstOrThrow()).balance.toFixed(2)
export const sum = () => prisma.user.aggregate({ _sum: { points: true, balance: true, score: true } })
export const serializable = () => prisma.$transaction([prisma.user.count()], { isolationLevel: 'Serializable' })
export const levels = (level: Prisma.TransactionIsolationLevel) => level satisfies 'Serializable'
export const names = () => Prisma.TransactionIsolationLevel satisfies { Serializable: 'Serializable' }
export const nulls = () => prisma.user.findMany({ orderBy: { name: { sort: 'asc', nulls: 'last' } } })
export const upsert = () => prisma.user.upsert({ where: { email: 'a' }, create: { email: 'a' }, update: { points: { increment: 1 } } })
export const withOptions = () => new PrismaClient({ adapter, transactionOptions: { isolationLevel: 'Serializable' } })

export const insensitive = () => prisma.user.findMany({ where: { name: { contains: 'a', mode: 'insensitive' } } }) // error
export const jsonArray = () => prisma.user.findMany({ where: { data: { path: '$.list', array_contains: 1 } } }) // error
export const jsonRange = () => prisma.user.findMany({ where: { data: { path: '$.n', gt: 1 } } }) // error
export const skipDuplicates = () => prisma.user.createMany({ data: [{ email: 'a' }], skipDuplicates: true }) // error
export const skipDuplicatesReturn = () => prisma.user.createManyAndReturn({ data: [{ email: 'a' }], skipDuplicates: true }) // error
export const skipDuplicatesNested = () => prisma.user.update({ where: { id: 1 }, data: { posts: { createMany: { data: [], skipDuplicates: true } } } }) // error
export const jsonPathList = () => prisma.user.findMany({ where: { data: { path: ['a'], equals: 1 } } }) // error
export const search = () => prisma.user.findMany({ where: { name: { search: 'x' } } }) // error
export const relevance = () => prisma.user.findMany({ orderBy: { _relevance: { fields: ['name'], search: 'x', sort: 'asc' } } }) // error
export const readCommitted = () => prisma.$transaction([prisma.user.count()], { isolationLevel: 'ReadCommitted' }) // error
export const readCommittedByName = () => Prisma.TransactionIsolationLevel.ReadCommitted // error
export const strategy = () => prisma.user.findMany({ relationLoadStrategy: 'join' }) // error
export const strategyName = () => Prisma.RelationLoadStrategy // error
export const enumWrong = () => prisma.user.findMany({ where: { role: 'OWNER' } }) // error
export const listFilter = () => prisma.user.findMany({ where: { name: { has: 'x' } } }) // error
export const setList = () => prisma.user.update({ where: { id: 1 }, data: { name: { push: 'x' } } }) // error
export const optionsLevel = () => new PrismaClient({ adapter, transactionOptions: { isolationLevel: 'RepeatableRead' } }) // error
