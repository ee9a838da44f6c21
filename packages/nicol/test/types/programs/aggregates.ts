// `count`, `aggregate`, `groupBy`.
import { Prisma } from '../client.ts'
import { holds, prisma, type Same } from './support.ts'

export const count = () => prisma.user.count()
export const countWhere = () => prisma.user.count({ where: { active: true }, take: 5, skip: 1, cursor: { id: 1 }, orderBy: { id: 'asc' } })
export const countFields = () => prisma.user.count({ select: { _all: true, name: true } })
export const countTrue = () => prisma.user.count({ select: true })
export const aggregateCount = () => prisma.user.aggregate({ _count: true })
export const aggregateCountFields = () => prisma.user.aggregate({ _count: { _all: true, name: true } })
export const aggregateAll = () => prisma.post.aggregate({ _sum: { views: true, rating: true }, _avg: { views: true }, _min: { title: true, at: true }, _max: { rating: true }, where: { published: true } })
export const aggregateDecimal = () => prisma.user.aggregate({ _sum: { balance: true, points: true }, _avg: { balance: true, points: true }, _min: { role: true }, _max: { createdAt: true } })
export const aggregatePaged = () => prisma.post.aggregate({ _count: true, orderBy: { views: 'desc' }, take: 10, cursor: { id: 'x' } })
export const aggregateDestructured = async () => {
  const { _avg: { views }, _count } = await prisma.post.aggregate({ _avg: { views: true }, _count: true })
  holds<Same<typeof views, number | null>>()
  holds<Same<typeof _count, number>>()
  return { views, _count }
}
export const aggregateOptional = async () => (await prisma.post.aggregate({ _max: { at: true } }))._max.at?.getTime() ?? 0
export const group = () => prisma.user.groupBy({ by: ['role'] })
export const groupByField = () => prisma.user.groupBy({ by: 'role' })
export const groupCount = () => prisma.user.groupBy({ by: ['role', 'active'], _count: true })
export const groupCountFields = () => prisma.user.groupBy({ by: ['role'], _count: { _all: true, name: true } })
export const groupAggregates = () => prisma.user.groupBy({ by: ['role'], _sum: { points: true }, _avg: { score: true }, _min: { createdAt: true }, _max: { balance: true } })
export const groupWhere = () => prisma.post.groupBy({ by: ['authorId'], where: { published: true }, _count: { _all: true } })
export const groupHaving = () => prisma.post.groupBy({ by: ['authorId'], having: { views: { _avg: { gt: 10 } } } })
export const groupHavingField = () => prisma.post.groupBy({ by: ['authorId', 'published'], having: { published: true, authorId: { in: [1, 2] } } })
export const groupHavingLogic = () => prisma.post.groupBy({ by: ['authorId'], having: { OR: [{ authorId: 1 }, { rating: { _max: { lt: 3 } } }], NOT: { views: { _sum: { equals: 0 } } } } })
export const groupOrdered = () => prisma.post.groupBy({ by: ['authorId'], orderBy: { authorId: 'asc' }, take: 3, skip: 1 })
export const groupOrderedByAggregate = () => prisma.post.groupBy({ by: ['authorId'], orderBy: { _count: { id: 'desc' } }, take: 3 })
export const groupOrderedByList = () => prisma.post.groupBy({ by: ['authorId', 'published'], orderBy: [{ authorId: 'asc' }, { _sum: { views: 'desc' } }], _count: true })
export const groupByEnumConstant = () => prisma.user.groupBy({ by: [Prisma.UserScalarFieldEnum.role], _count: true })
export const groupResult = async () => (await prisma.user.groupBy({ by: ['role'], _count: true })).map((row) => `${row.role}: ${row._count}`)
export const groupTypes = async () => {
  const [row] = await prisma.user.groupBy({ by: ['role', 'name'], _count: { _all: true }, _sum: { points: true, balance: true } })
  holds<Same<typeof row, { role: 'USER' | 'EDITOR' | 'ADMIN'; name: string | null; _count: { _all: number }; _sum: { points: bigint | null; balance: Prisma.Decimal | null } }>>()
  return row
}
export const argumentsOfType = (args: Prisma.PostAggregateArgs) => prisma.post.aggregate(args)
export const countOfType = (args: Prisma.PostCountArgs) => prisma.post.count(args)

export const countUnknown = () => prisma.user.count({ select: { nope: true } }) // error
export const countRelation = () => prisma.user.count({ select: { posts: true } }) // error
export const countArgument = () => prisma.user.count({ nope: 1 }) // error
export const countWhereUnknown = () => prisma.user.count({ where: { nope: 1 } }) // error
export const countIsNumber = async () => (await prisma.user.count())._all // error
export const sumText = () => prisma.user.aggregate({ _sum: { name: true } }) // error
export const avgDate = () => prisma.user.aggregate({ _avg: { createdAt: true } }) // error
export const minJson = () => prisma.user.aggregate({ _min: { settings: true } }) // error
export const maxList = () => prisma.user.aggregate({ _max: { tags: true } }) // error
export const minUnknown = () => prisma.user.aggregate({ _min: { nope: true } }) // error
export const sumAll = () => prisma.user.aggregate({ _sum: true }) // error
export const sumFalse = () => prisma.user.aggregate({ _sum: { points: false } }) // error
export const aggregateSelect = () => prisma.user.aggregate({ select: { id: true } }) // error
export const aggregateNothing = () => prisma.user.aggregate() // error
export const readNotAggregated = async () => (await prisma.post.aggregate({ _sum: { views: true } }))._avg // error
export const readNotSummed = async () => (await prisma.post.aggregate({ _sum: { views: true } }))._sum.rating // error
export const sumIsNullable = async (): Promise<number> => (await prisma.post.aggregate({ _sum: { views: true } }))._sum.views // error
export const groupWithoutBy = () => prisma.user.groupBy({ _count: true }) // error
export const groupByNothing = () => prisma.user.groupBy({ by: [] }) // error
export const groupByUnknown = () => prisma.user.groupBy({ by: ['nope'] }) // error
export const groupByRelation = () => prisma.user.groupBy({ by: ['posts'] }) // error
export const groupTakeUnordered = () => prisma.user.groupBy({ by: ['role'], take: 1 }) // error
export const groupSkipUnordered = () => prisma.user.groupBy({ by: ['role'], skip: 1 }) // error
export const groupOrderedByOther = () => prisma.user.groupBy({ by: ['role'], orderBy: { name: 'asc' } }) // error
export const groupHavingOther = () => prisma.user.groupBy({ by: ['role'], having: { name: 'x' } }) // error
export const groupHavingUnknown = () => prisma.user.groupBy({ by: ['role'], having: { nope: 1 } }) // error
export const groupHavingWrong = () => prisma.user.groupBy({ by: ['role'], having: { points: { _avg: { gt: 'x' } } } }) // error
export const groupSumText = () => prisma.user.groupBy({ by: ['role'], _sum: { name: true } }) // error
export const groupSelect = () => prisma.user.groupBy({ by: ['role'], select: { role: true } }) // error
export const readNotGrouped = async () => (await prisma.user.groupBy({ by: ['role'] }))[0].name // error
export const readNotCounted = async () => (await prisma.user.groupBy({ by: ['role'] }))[0]._count // error
export const groupIsList = async () => (await prisma.user.groupBy({ by: ['role'] })).role // error
