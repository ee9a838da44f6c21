// Arguments that are no literals on one line: declared before, generic, in several lines. Of those in several lines, which one is told.
import { Prisma } from '../client.ts'
import { prisma } from './support.ts'

const extended = prisma.$extends({ result: { user: { label: { needs: { email: true, name: true }, compute: (user) => `${user.name} <${user.email}>` } } } })

const extra = { where: { active: true }, nope: 1 }
const extraInside = { where: { active: true, nope: 1 } }
const both = { select: { id: true }, include: { posts: true } } as const
const selection = { select: { id: true } } as const
const declared: Prisma.UserFindManyArgs = {}
const perhaps = undefined as Prisma.UserFindManyArgs | undefined
const anything: any = {}
const wide = { email: 'a', settings: {}, role: 'ADMIN' }
const narrow = { email: 'a', settings: {}, role: 'ADMIN' as const }
const many = { data: [{ email: 'a', settings: {} }], nope: true }

export const ofVariable = () => prisma.user.findMany(selection)
export const ofInside = () => prisma.user.findMany(extraInside)
export const ofDeclared = () => prisma.user.findMany(declared)
export const ofPerhaps = () => prisma.user.findMany(perhaps)
export const ofAnything = () => prisma.user.findMany(anything)
export const ofUndefined = () => prisma.user.findMany(undefined)
export const ofReadonly = (args: Readonly<Prisma.UserFindManyArgs>) => prisma.user.findMany(args)
export const ofIntersection = (args: { where: { active: boolean } } & { take: number }) => prisma.user.findMany(args)
export const ofSpread = () => prisma.user.findMany({ ...declared, select: { id: true } })
export const ofOwnType = () => prisma.user.findMany<{ select: { id: true } }>({ select: { id: true } })
export const ofGeneric = <T extends Prisma.UserFindManyArgs>(args: T) => prisma.user.findMany(args)
export const ofGenericCount = <T extends Prisma.UserCountArgs>(args: T) => prisma.user.count(args)
export const ofSubset = <T extends Prisma.UserFindManyArgs>(args: Prisma.SelectSubset<T, Prisma.UserFindManyArgs>) => prisma.user.findMany(args)
export const throughSubset = () => ofSubset({ select: { id: true, posts: { take: 1 } } })
export const readOfSubset = <T extends Prisma.UserFindManyArgs>(args: Prisma.SelectSubset<T, Prisma.UserFindManyArgs>) => args.where
export const narrowData = () => prisma.user.create({ data: narrow })
export const ofFunction = (find: typeof prisma.user.findMany) => find({ select: { id: true } })
export const extendedVariable = () => extended.user.findMany(selection)
export const extendedInside = () => extended.user.findMany(extraInside)
export const extendedExtra = () => extended.user.findMany(extra)
export const extendedDeclared = () => extended.user.findMany(declared)
export const extendedPerhaps = () => extended.user.findMany(perhaps)
export const extendedUndefined = () => extended.user.findMany(undefined)
export const extendedUnion = (flag: boolean) => extended.user.findMany(flag ? { where: {} } : { take: 1 })
export const extendedDeep = () => extended.user.findMany({ where: { active: true, OR: [{ name: 'x' }] }, select: { posts: { select: { author: { select: { label: true } } } } } })
export const extendedFluentOf = () => extended.user.findUnique({ where: { id: 1 } }).manager({ select: { label: true } })
export const narrowed = () =>
  prisma.$extends({
    query: {
      $allModels: {
        async $allOperations({ model, operation, args, query }) {
          if (model === 'User' && operation === 'findMany') return (await query(args)).map((user) => user.email)
          if (operation === 'findFirst') args.where = { ...args.where }
          return query(args)
        },
      },
    },
  }).user.count()

export const unknownOfVariable = () => prisma.user.findMany(extra) // error
export const unknownOfBatch = () => prisma.user.createMany(many) // error
export const bothOfVariable = () => prisma.user.findMany(both) // error
export const bothThroughSubset = () => ofSubset({ select: { id: true }, include: { posts: true } }) // error
export const variableThroughSubset = () => ofSubset(extra) // error
export const otherOwnType = () => prisma.user.findMany<{ select: { id: true } }>({ select: { id: false } }) // error
export const wideData = () => prisma.user.create({ data: wide }) // error
export const oneOfUnionExtra = (args: { where: { active: boolean } } | { take: number; nope: number }) => prisma.user.findMany(args) // error
export const unionOfVariants = (args: { select: { id: true } } | { include: { posts: true } }) => prisma.user.findMany(args) // error
export const notEnough = () => prisma.user.findMany('x') // error
export const notNull = () => prisma.user.findMany(null) // error
export const unknownInLines = () => prisma.user.findMany({
  where: { active: true },
  nope: 1, // error
})
export const insideInLines = () => prisma.user.findMany({
  where: {
    active: true,
    nope: 1, // error
  },
})
export const selectedInLines = () => prisma.user.findMany({
  select: {
    id: true,
    nope: true, // error
  },
})
export const bothInLines = () => prisma.user.findMany({ // error
  select: { id: true },
  include: { posts: true },
})
export const omitInLines = () => prisma.user.findMany({ // error
  where: {},
  select: { id: true },
  omit: { id: true },
})
export const bothAndUnknownInLines = () => prisma.user.findMany({
  select: { id: true },
  include: { posts: true },
  nope: 1, // error
})
export const countInLines = () => prisma.user.count({
  where: {},
  nope: 1, // error
})
export const groupInLines = () => prisma.user.groupBy({
  by: ['role'],
  nope: 1, // error
})
export const fluentInLines = () => prisma.user.findUnique({ where: { id: 1 } }).posts({
  select: { id: true },
  nope: 1, // error
})
export const extendedInLines = () => extended.user.findMany({
  where: { active: true },
  nope: 1, // error
})
export const extendedSelectedInLines = () => extended.user.findMany({
  select: {
    label: true,
    nope: true, // error
  },
})
export const extendedDataInLines = () => extended.user.create({
  data: {
    email: 'a',
    settings: {},
    role: 'NOBODY', // error
  },
})
export const extendedEmptyWhere = () => extended.user.findUnique({ where: {} }) // error
export const extendedText = () => extended.user.findMany('x') // error
