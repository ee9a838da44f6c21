// `relationLoadStrategy` of the feature `relationJoins`.
import { Prisma } from '../client.ts'
import { prisma } from './support.ts'

export const join = () => prisma.author.findMany({ relationLoadStrategy: 'join', include: { books: true } })
export const query = () => prisma.author.findMany({ relationLoadStrategy: 'query', include: { books: { include: { tags: true } } } })
export const byName = () => prisma.author.findFirst({ relationLoadStrategy: Prisma.RelationLoadStrategy.join, select: { books: { select: { id: true } } } })
export const unique = () => prisma.author.findUnique({ relationLoadStrategy: 'join', where: { id: 1 }, include: { stats: true } })
export const uniqueOrThrow = () => prisma.author.findUniqueOrThrow({ relationLoadStrategy: 'query', where: { id: 1 } })
export const firstOrThrow = () => prisma.author.findFirstOrThrow({ relationLoadStrategy: 'query' })
export const create = () => prisma.author.create({ relationLoadStrategy: 'join', data: { email: 'a' }, include: { books: true } })
export const update = () => prisma.author.update({ relationLoadStrategy: 'join', where: { id: 1 }, data: {} })
export const upsert = () => prisma.author.upsert({ relationLoadStrategy: 'query', where: { id: 1 }, create: { email: 'a' }, update: {} })
export const remove = () => prisma.author.delete({ relationLoadStrategy: 'join', where: { id: 1 } })
export const typed = (relationLoadStrategy: Prisma.RelationLoadStrategy) => prisma.book.findMany({ relationLoadStrategy })
export const names = () => Prisma.RelationLoadStrategy satisfies { query: 'query'; join: 'join' }
export const argument = (args: Prisma.AuthorFindManyArgs) => args.relationLoadStrategy

export const unknown = () => prisma.author.findMany({ relationLoadStrategy: 'both' }) // error
export const text = (relationLoadStrategy: string) => prisma.author.findMany({ relationLoadStrategy }) // error
export const nested = () => prisma.author.findMany({ include: { books: { relationLoadStrategy: 'join' } } }) // error
export const ofCount = () => prisma.author.count({ relationLoadStrategy: 'join' }) // error
export const ofAggregate = () => prisma.book.aggregate({ relationLoadStrategy: 'join', _max: { id: true } }) // error
export const ofGroupBy = () => prisma.book.groupBy({ relationLoadStrategy: 'join', by: ['state'] }) // error
export const ofUpdateMany = () => prisma.author.updateMany({ relationLoadStrategy: 'join', data: {} }) // error
export const ofCreateMany = () => prisma.author.createMany({ relationLoadStrategy: 'join', data: [] }) // error
export const ofFluent = () => prisma.author.findUnique({ where: { id: 1 } }).stats({ relationLoadStrategy: 'join' }) // error
export const noSuchName = () => Prisma.RelationLoadStrategy.both // error
