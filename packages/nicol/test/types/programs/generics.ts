// Arguments of which only a bound is known. The client's own methods take them; those of an extended client are told by `Exact`
// which keys there are, and take nothing that may have more of them.
import { Prisma } from '../client.ts'
import { prisma } from './support.ts'

const extended = prisma.$extends({ result: { user: { label: { needs: { email: true }, compute: (user) => user.email } } } })
const bare = prisma.$extends({})

export const findManyBound = <T extends Prisma.UserFindManyArgs>(args: T) => prisma.user.findMany(args)
export const findManyBoundCopied = <T extends Prisma.UserFindManyArgs>(args: T) => prisma.user.findMany({ ...args })
export const findManyBoundExtended = <T extends Prisma.UserFindManyArgs>(args: T) => extended.user.findMany(args) // error
export const findManyBoundCopiedExtended = <T extends Prisma.UserFindManyArgs>(args: T) => extended.user.findMany({ ...args }) // error
export const findManyBoundBare = <T extends Prisma.UserFindManyArgs>(args: T) => bare.user.findMany(args) // error
export const findManyOwnBound = <T extends Prisma.Args<typeof extended.user, 'findMany'>>(args: T) => extended.user.findMany(args) // error
export const findManyGiven = <T extends Prisma.UserFindManyArgs>(args: T) => extended.user.findMany<T>(args) // error
export const findManyWidened = <T extends Prisma.UserFindManyArgs>(args: T) => extended.user.findMany(args as Prisma.UserFindManyArgs)
export const findManyAnything = <T extends Prisma.UserFindManyArgs>(args: T) => extended.user.findMany(args as any)
export const findManyExact = <T>(args: Prisma.Exact<T, Prisma.UserFindManyArgs>) => extended.user.findMany(args) // error
export const findManyOfParameters = (...args: Parameters<typeof extended.user.findMany>) => extended.user.findMany(...args)
export const findManyText = <T extends string>(args: T) => extended.user.findMany(args) // error
export const findManySubset = <T extends Prisma.UserFindManyArgs>(args: Prisma.SelectSubset<T, Prisma.UserFindManyArgs>) => extended.user.findMany(args) // error

export const findUniqueBound = <T extends Prisma.UserFindUniqueArgs>(args: T) => prisma.user.findUnique(args)
export const findUniqueBoundExtended = <T extends Prisma.UserFindUniqueArgs>(args: T) => extended.user.findUnique(args) // error
export const findUniqueWidened = <T extends Prisma.UserFindUniqueArgs>(args: T) => extended.user.findUnique(args as Prisma.UserFindUniqueArgs)

export const createBound = <T extends Prisma.UserCreateArgs>(args: T) => prisma.user.create(args)
export const createBoundExtended = <T extends Prisma.UserCreateArgs>(args: T) => extended.user.create(args) // error
export const createOwnBound = <T extends Prisma.Args<typeof extended.user, 'create'>>(args: T) => extended.user.create(args) // error
export const createGiven = <T extends Prisma.UserCreateArgs>(args: T) => extended.user.create<T>(args) // error
export const createWidened = <T extends Prisma.UserCreateArgs>(args: T) => extended.user.create(args as Prisma.UserCreateArgs)
export const createSubset = <T extends Prisma.UserCreateArgs>(args: Prisma.SelectSubset<T, Prisma.UserCreateArgs>) => extended.user.create(args) // error

export const updateBound = <T extends Prisma.UserUpdateArgs>(args: T) => prisma.user.update(args)
export const updateBoundCopied = <T extends Prisma.UserUpdateArgs>(args: T) => prisma.user.update({ ...args })
export const updateBoundExtended = <T extends Prisma.UserUpdateArgs>(args: T) => extended.user.update(args) // error
export const updateBoundCopiedExtended = <T extends Prisma.UserUpdateArgs>(args: T) => extended.user.update({ ...args }) // error
export const updateGiven = <T extends Prisma.UserUpdateArgs>(args: T) => extended.user.update<T>(args) // error
export const updateWidened = <T extends Prisma.UserUpdateArgs>(args: T) => extended.user.update(args as Prisma.UserUpdateArgs)

export const countBound = <T extends Prisma.UserCountArgs>(args: T) => prisma.user.count(args)
export const countBoundExtended = <T extends Prisma.UserCountArgs>(args: T) => extended.user.count(args) // error
export const countWidened = <T extends Prisma.UserCountArgs>(args: T) => extended.user.count(args as Prisma.UserCountArgs)
export const countExact = <T>(args: Prisma.Exact<T, Prisma.UserCountArgs>) => extended.user.count(args) // error
export const countSubset = <T extends Prisma.UserCountArgs>(args: Prisma.SelectSubset<T, Prisma.UserCountArgs>) => extended.user.count(args) // error

export const aggregateBound = <T extends Prisma.UserAggregateArgs>(args: T) => prisma.user.aggregate(args)
export const aggregateBoundExtended = <T extends Prisma.UserAggregateArgs>(args: T) => extended.user.aggregate(args) // error
export const aggregateWidened = <T extends Prisma.UserAggregateArgs>(args: T) => extended.user.aggregate(args as Prisma.UserAggregateArgs)

export const groupByBound = <T extends Prisma.UserGroupByArgs>(args: T) => prisma.user.groupBy(args) // error
export const groupByBoundCopied = <T extends Prisma.UserGroupByArgs>(args: T) => prisma.user.groupBy({ ...args }) // error
export const groupByBoundExtended = <T extends Prisma.UserGroupByArgs>(args: T) => extended.user.groupBy(args) // error
export const groupByBoundCopiedExtended = <T extends Prisma.UserGroupByArgs>(args: T) => extended.user.groupBy({ ...args }) // error
export const groupByGiven = <T extends Prisma.UserGroupByArgs>(args: T) => extended.user.groupBy<T>(args) // error
export const groupByWidened = <T extends Prisma.UserGroupByArgs>(args: T) => extended.user.groupBy(args as Prisma.UserGroupByArgs)
export const groupByOfParameters = (...args: Parameters<typeof extended.user.groupBy>) => extended.user.groupBy(...args)
export const groupBySubset = <T extends Prisma.UserGroupByArgs>(args: Prisma.SelectSubset<T, Prisma.UserGroupByArgs>) => extended.user.groupBy(args) // error

export const findManyWhere = <T extends Prisma.UserWhereInput>(where: T) => prisma.user.findMany({ where })
export const findManyWherePerhaps = <T extends Prisma.UserWhereInput>(args: { where?: T }) => prisma.user.findMany({ ...args })
export const findManyWhereExtended = <T extends Prisma.UserWhereInput>(where: T) => extended.user.findMany({ where })
export const findManyWherePerhapsExtended = <T extends Prisma.UserWhereInput>(args: { where?: T }) => extended.user.findMany({ ...args }) // error

export const findManySelect = <T extends Prisma.UserSelect>(select: T) => prisma.user.findMany({ select })
export const findManySelectPerhaps = <T extends Prisma.UserSelect>(args: { select?: T }) => prisma.user.findMany({ ...args })
export const findManySelectExtended = <T extends Prisma.UserSelect>(select: T) => extended.user.findMany({ select })
export const findManySelectPerhapsExtended = <T extends Prisma.UserSelect>(args: { select?: T }) => extended.user.findMany({ ...args }) // error

export const createData = <T extends Prisma.UserUncheckedCreateInput>(data: T) => prisma.user.create({ data })
export const createDataPerhaps = <T extends Prisma.UserUncheckedCreateInput>(args: { data?: T }) => prisma.user.create({ ...args }) // error
export const createDataExtended = <T extends Prisma.UserUncheckedCreateInput>(data: T) => extended.user.create({ data }) // error
export const createDataPerhapsExtended = <T extends Prisma.UserUncheckedCreateInput>(args: { data?: T }) => extended.user.create({ ...args }) // error

export const updateDataExtended = <T extends Prisma.UserUpdateInput>(data: T) => extended.user.update({ where: { id: 1 }, data })
export const updateDataPerhapsExtended = <T extends Prisma.UserUpdateInput>(args: { data?: T }) => extended.user.update({ where: { id: 1 }, ...args }) // error

export const countWhereExtended = <T extends Prisma.UserWhereInput>(where: T) => extended.user.count({ where })
export const countWherePerhapsExtended = <T extends Prisma.UserWhereInput>(args: { where?: T }) => extended.user.count({ ...args }) // error

export const aggregateWhereExtended = <T extends Prisma.UserWhereInput>(where: T) => extended.user.aggregate({ _count: true, where })
export const aggregateWherePerhapsExtended = <T extends Prisma.UserWhereInput>(args: { where?: T }) => extended.user.aggregate({ _count: true, ...args })

export const groupByWhereExtended = <T extends Prisma.UserWhereInput>(where: T) => extended.user.groupBy({ by: ['role'], where })
export const groupByWherePerhapsExtended = <T extends Prisma.UserWhereInput>(args: { where?: T }) => extended.user.groupBy({ by: ['role'], ...args })

export const postsBound = <T extends Prisma.User$postsArgs>(args: T) => prisma.user.findUnique({ where: { id: 1 } }).posts(args)
export const postsBoundExtended = <T extends Prisma.User$postsArgs>(args: T) => extended.user.findUnique({ where: { id: 1 } }).posts(args) // error
export const postsSelected = <T extends Prisma.PostSelect>(select: T) => extended.user.findUnique({ where: { id: 1 } }).posts({ select })
export const postsDeclared = (args: Prisma.User$postsArgs) => extended.user.findUnique({ where: { id: 1 } }).posts(args)
export const unknownMembers = (args: Record<string, unknown>) => extended.user.findMany(args) // error
export const anyMembers = (args: Record<string, any>) => extended.user.findMany(args)
export const anObject = (args: object) => extended.user.findMany(args)
export const anUnknown = (args: unknown) => extended.user.findMany(args) // error
export const nothing = (args: never) => extended.user.findMany(args)
