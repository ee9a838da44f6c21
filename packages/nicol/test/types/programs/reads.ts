// Reading methods and their arguments other than `where` and selections.
import { Prisma } from '../client.ts'
import { holds, prisma, type Same } from './support.ts'

export const all = () => prisma.user.findMany()
export const allWithEmptyArguments = () => prisma.user.findMany({})
export const allWithUndefined = () => prisma.user.findMany(undefined)
export const first = () => prisma.user.findFirst()
export const firstOrThrow = () => prisma.user.findFirstOrThrow({ where: { role: 'ADMIN' } })
export const uniqueById = () => prisma.user.findUnique({ where: { id: 1 } })
export const uniqueByEmail = () => prisma.user.findUnique({ where: { email: 'a@b.c' } })
export const uniqueWithMore = () => prisma.user.findUnique({ where: { id: 1, active: true, OR: [{ name: 'A' }, { name: null }] } })
export const uniqueOrThrow = () => prisma.user.findUniqueOrThrow({ where: { id: 1 } })
export const uniqueByCompound = () => prisma.post.findUnique({ where: { authorId_slug: { authorId: 1, slug: 'a' } } })
export const uniqueByNamedCompound = () => prisma.order.findUnique({ where: { yearNumber: { year: 2020, number: '1' } } })
export const uniqueByCompoundId = () => prisma.membership.findUnique({ where: { userId_orgId: { userId: 1, orgId: 2 } } })
export const uniqueByNamedId = () => prisma.orderLine.findUnique({ where: { place: { orderId: 1n, position: 1 } } })
export const uniqueOfBigInt = () => prisma.order.findUnique({ where: { id: 1 } })
export const uniqueOfOneToOne = () => prisma.profile.findUnique({ where: { userId: 3 } })
export const uniqueOfMapped = () => prisma.legacy.findUnique({ where: { oldName: 'x' } })
export const ordered = () => prisma.user.findMany({ orderBy: { name: 'asc' } })
export const orderedByList = () => prisma.user.findMany({ orderBy: [{ role: 'desc' }, { id: 'asc' }] })
export const orderedWithNulls = () => prisma.user.findMany({ orderBy: { name: { sort: 'asc', nulls: 'last' } } })
export const orderedByRelation = () => prisma.post.findMany({ orderBy: { author: { email: 'asc' } } })
export const orderedByRelationOfRelation = () => prisma.comment.findMany({ orderBy: { post: { author: { manager: { id: 'desc' } } } } })
export const orderedByCount = () => prisma.user.findMany({ orderBy: { posts: { _count: 'desc' } } })
export const orderedByEnumValue = () => prisma.user.findMany({ orderBy: { id: Prisma.SortOrder.desc } })
export const paged = () => prisma.user.findMany({ skip: 10, take: -5, cursor: { id: 3 } })
export const pagedByCompound = () => prisma.membership.findMany({ cursor: { userId_orgId: { userId: 1, orgId: 1 } }, take: 2 })
export const distinctField = () => prisma.user.findMany({ distinct: 'role' })
export const distinctFields = () => prisma.user.findMany({ distinct: ['role', 'active'] })
export const distinctByEnum = () => prisma.user.findMany({ distinct: [Prisma.UserScalarFieldEnum.name] })
export const mapped = async () => (await prisma.user.findMany()).map((user) => [user.email, user.name?.length] as const)
export const maybeNull = async () => (await prisma.user.findUnique({ where: { id: 1 } }))?.email
export const never = async () => (await prisma.user.findUniqueOrThrow({ where: { id: 1 } })).email
export const thenable = () => prisma.user.findMany().then((users) => users.length)
export const caught = () => prisma.user.findFirst().catch(() => 'nothing' as const)
export const atLast = () => prisma.user.findFirst().finally(() => {})
export const several = () => Promise.all([prisma.user.findMany(), prisma.post.findFirst(), prisma.category.count()])
export const byVariable = (id: number | undefined) => prisma.user.findMany({ where: { id } })
export const conditional = (cursor?: number) => prisma.user.findMany({ ...(cursor ? { cursor: { id: cursor }, skip: 1 } : {}), take: 10 })
export const argumentsOfType = (args: Prisma.UserFindManyArgs) => prisma.user.findMany(args)
export const whereOfType = (where: Prisma.UserWhereInput) => prisma.user.findFirst({ where })
export const uniqueOfType = (where: Prisma.UserWhereUniqueInput) => prisma.user.findUnique({ where })
export const orderOfType = (orderBy: Prisma.UserOrderByWithRelationInput[]) => prisma.user.findMany({ orderBy })
export const orderByVariable = (field: 'id' | 'email', direction: Prisma.SortOrder) => prisma.user.findMany({ orderBy: { [field]: direction } })
export const legacyHasNoHidden = async () => Object.keys((await prisma.legacy.findFirstOrThrow()) satisfies { id: number; oldName: string })
export const types = async () => {
  const user = await prisma.user.findFirstOrThrow()
  holds<Same<typeof user.id, number>>()
  holds<Same<typeof user.name, string | null>>()
  holds<Same<typeof user.points, bigint>>()
  holds<Same<typeof user.balance, Prisma.Decimal>>()
  holds<Same<typeof user.createdAt, Date>>()
  holds<Same<typeof user.role, 'USER' | 'EDITOR' | 'ADMIN'>>()
  holds<Same<typeof user.roles, ('USER' | 'EDITOR' | 'ADMIN')[]>>()
  holds<Same<typeof user.settings, Prisma.JsonValue>>()
  holds<Same<typeof user.avatar, Prisma.Bytes | null>>()
  return user
}

export const noSuchModel = () => prisma.users.findMany() // error
export const noSuchMethod = () => prisma.user.findAll() // error
export const unknownArgument = () => prisma.user.findMany({ filter: {} }) // error
export const misspeltArgument = () => prisma.user.findMany({ were: { id: 1 } }) // error
export const uniqueWithoutArguments = () => prisma.user.findUnique() // error
export const uniqueWithoutWhere = () => prisma.user.findUnique({}) // error
export const uniqueByNothing = () => prisma.user.findUnique({ where: {} }) // error
export const uniqueByOrdinary = () => prisma.user.findUnique({ where: { name: 'A' } }) // error
export const uniqueByNull = () => prisma.user.findUnique({ where: { email: null } }) // error
export const uniqueByUnknown = () => prisma.user.findUnique({ where: { id: 1, nope: 1 } }) // error
export const uniqueByWrongType = () => prisma.user.findUnique({ where: { id: '1' } }) // error
export const uniqueByFilter = () => prisma.user.findUnique({ where: { id: { gt: 1 } } }) // error
export const uniqueByHalf = () => prisma.post.findUnique({ where: { authorId_slug: { authorId: 1 } } }) // error
export const uniqueByParts = () => prisma.membership.findUnique({ where: { userId: 1, orgId: 2 } }) // error
export const uniqueByFieldsOfNamed = () => prisma.order.findUnique({ where: { year_number: { year: 1, number: '1' } } }) // error
export const uniqueWithTake = () => prisma.user.findUnique({ where: { id: 1 }, take: 1 }) // error
export const uniqueWithOrder = () => prisma.user.findUniqueOrThrow({ where: { id: 1 }, orderBy: { id: 'asc' } }) // error
export const wrongDirection = () => prisma.user.findMany({ orderBy: { id: 'up' } }) // error
export const wrongOrderField = () => prisma.user.findMany({ orderBy: { nope: 'asc' } }) // error
export const orderListOfStrings = () => prisma.user.findMany({ orderBy: ['id'] }) // error
export const nullsOnRequired = () => prisma.user.findMany({ orderBy: { email: { sort: 'asc', nulls: 'last' } } }) // error
export const orderByFieldOfMany = () => prisma.user.findMany({ orderBy: { posts: { title: 'asc' } } }) // error
export const orderByRelationItself = () => prisma.post.findMany({ orderBy: { author: 'asc' } }) // error
export const takeText = () => prisma.user.findMany({ take: '10' }) // error
export const skipNull = () => prisma.user.findMany({ skip: null }) // error
export const takeBig = () => prisma.user.findMany({ take: 10n }) // error
export const cursorByOrdinary = () => prisma.user.findMany({ cursor: { name: 'A' } }) // error
export const cursorNumber = () => prisma.user.findMany({ cursor: 1 }) // error
export const distinctUnknown = () => prisma.user.findMany({ distinct: ['nope'] }) // error
export const distinctRelation = () => prisma.user.findMany({ distinct: 'posts' }) // error
export const notNull = async () => (await prisma.user.findFirst()).email // error
export const noSuchResult = async () => (await prisma.user.findFirstOrThrow()).nope // error
export const relationNotIncluded = async () => (await prisma.user.findFirstOrThrow()).posts // error
export const listNotRecord = async () => (await prisma.user.findMany()).email // error
export const notAwaited = () => prisma.user.findFirstOrThrow().email // error
export const nullableAsText = async (): Promise<string> => (await prisma.user.findFirstOrThrow()).name // error
export const bigintAsNumber = async (): Promise<number> => (await prisma.user.findFirstOrThrow()).points // error
export const decimalAsNumber = async (): Promise<number> => (await prisma.user.findFirstOrThrow()).balance // error
export const dateAsText = async (): Promise<string> => (await prisma.user.findFirstOrThrow()).createdAt // error
export const ignoredField = async () => (await prisma.legacy.findFirstOrThrow()).hidden // error
export const unsupportedField = async () => (await prisma.legacy.findFirstOrThrow()).shape // error
export const argumentsOfOtherModel = (args: Prisma.PostFindManyArgs) => prisma.user.findMany(args) // error
export const positional = () => prisma.user.findUnique(1) // error
export const twoArguments = () => prisma.user.findMany({}, {}) // error
