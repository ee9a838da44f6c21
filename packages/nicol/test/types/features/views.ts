// Views: they are read like models, and not written.
import { Prisma, type AuthorStats, type Ranking } from '../client.ts'
import { prisma } from './support.ts'

export const many = () => prisma.authorStats.findMany()
export const first = () => prisma.authorStats.findFirst({ where: { books: { gt: 1 } }, orderBy: { first: 'desc' } })
export const unique = () => prisma.authorStats.findUnique({ where: { authorId: 1 } })
export const included = () => prisma.authorStats.findUniqueOrThrow({ where: { authorId: 1 }, include: { author: { include: { books: true } } } })
export const fromModel = () => prisma.author.findFirstOrThrow({ include: { stats: true, best: { orderBy: { place: 'asc' } } } })
export const selected = () => prisma.author.findMany({ select: { stats: { select: { books: true } } } })
export const filtered = () => prisma.author.findMany({ where: { stats: { books: { gt: 5 } }, best: { some: { place: 1 } } } })
export const counted = () => prisma.ranking.count({ where: { title: { not: null } } })
export const aggregated = () => prisma.authorStats.aggregate({ _sum: { books: true }, _min: { first: true } })
export const grouped = () => prisma.ranking.groupBy({ by: ['authorId'], _min: { place: true }, orderBy: { authorId: 'asc' } })
export const fluent = () => prisma.author.findUnique({ where: { id: 1 } }).stats()
export const fluentBack = () => prisma.authorStats.findUnique({ where: { authorId: 1 } }).author()
export const ofType = (stats: AuthorStats, ranking: Ranking) => [stats.first, ranking.title] as const
export const withoutUnique = () => prisma.ranking.findMany({ where: { author: { name: 'x' } }, orderBy: { place: 'asc' }, take: 3 })
export const distinct = () => prisma.ranking.findMany({ distinct: ['authorId'] })
export const omitted = () => prisma.authorStats.findMany({ omit: { first: true } })
export const inTransaction = () => prisma.$transaction([prisma.authorStats.findMany(), prisma.ranking.count()])
export const payload = (stats: Prisma.AuthorStatsGetPayload<{ include: { author: true } }>) => stats.author.email
export const fields = () => prisma.authorStats.findMany({ where: { books: { gt: prisma.authorStats.fields.authorId } } })
export const names = (name: Prisma.ModelName) => name satisfies 'Author' | 'Book' | 'Tag' | 'AuthorStats' | 'Ranking'

export const create = () => prisma.authorStats.create({ data: { authorId: 1, books: 1 } }) // error
export const createMany = () => prisma.ranking.createMany({ data: [] }) // error
export const update = () => prisma.authorStats.update({ where: { authorId: 1 }, data: { books: 1 } }) // error
export const updateMany = () => prisma.authorStats.updateMany({ data: { books: 1 } }) // error
export const upsert = () => prisma.authorStats.upsert({ where: { authorId: 1 }, create: {}, update: {} }) // error
export const remove = () => prisma.authorStats.delete({ where: { authorId: 1 } }) // error
export const removeMany = () => prisma.ranking.deleteMany() // error
export const nestedCreate = () => prisma.author.create({ data: { email: 'a', stats: { create: { books: 1 } } } }) // error
export const unknownField = () => prisma.authorStats.findMany({ where: { nope: 1 } }) // error
export const uniqueOfOther = () => prisma.authorStats.findUnique({ where: { books: 1 } }) // error
export const uniqueOfNone = () => prisma.ranking.findUnique({ where: { place: 1 } }) // error
export const cursorOfNone = () => prisma.ranking.findMany({ cursor: { place: 1 } }) // error
export const notSelected = async () => (await prisma.author.findFirstOrThrow()).stats // error
export const nullableRead = async () => (await prisma.authorStats.findFirstOrThrow()).first.getTime() // error
