// `where`: operators by type of field, logic, relations, JSON, lists, references to fields.
import { Prisma, Role, Status } from '../client.ts'
import { prisma } from './support.ts'

const users = (where: Prisma.UserWhereInput) => prisma.user.findMany({ where })

export const byValue = () => prisma.user.findMany({ where: { name: 'A', role: 'ADMIN', active: true, score: 1.5 } })
export const byNull = () => prisma.user.findMany({ where: { name: null, score: null, managerId: null } })
export const byEquals = () => prisma.user.findMany({ where: { email: { equals: 'a' }, name: { equals: null } } })
export const byNot = () => prisma.user.findMany({ where: { email: { not: 'a' }, name: { not: null }, role: { not: 'USER' } } })
export const byNotFilter = () => prisma.user.findMany({ where: { name: { not: { contains: 'x' }, mode: 'insensitive' } } })
export const byIn = () => prisma.user.findMany({ where: { id: { in: [1, 2] }, role: { in: ['USER', Role.ADMIN] } } })
export const byNotIn = () => prisma.user.findMany({ where: { email: { notIn: ['a'] }, name: { notIn: [] } } })
export const byText = () => prisma.user.findMany({ where: { name: { contains: 'a', startsWith: 'b', endsWith: 'c', mode: Prisma.QueryMode.insensitive } } })
export const byRange = () => prisma.user.findMany({ where: { id: { gt: 1, gte: 2, lt: 3, lte: 4 }, createdAt: { gte: new Date() } } })
export const byDateText = () => prisma.user.findMany({ where: { createdAt: { lt: '2020-01-01T00:00:00Z' } } })
export const byDecimal = () => prisma.user.findMany({ where: { balance: { gt: new Prisma.Decimal('1.1') } } })
export const byDecimalNumber = () => prisma.user.findMany({ where: { balance: { lt: 3, gte: '0.5' } } })
export const byBigInt = () => prisma.user.findMany({ where: { points: { gt: 1n, lt: 5 } } })
export const byBytes = () => prisma.user.findMany({ where: { avatar: new Uint8Array([1]) } })
export const byBytesFilter = () => prisma.user.findMany({ where: { avatar: { in: [new Uint8Array(2)], not: null } } })
export const byBoolean = () => prisma.post.findMany({ where: { published: { equals: true, not: false } } })
export const byEnum = () => prisma.order.findMany({ where: { status: Status.PAID } })
export const byEnumFilter = () => prisma.order.findMany({ where: { status: { in: Object.values(Status) } } })
export const byUndefined = () => prisma.user.findMany({ where: { name: undefined, email: { contains: undefined } } })
export const noWhere = () => prisma.user.findMany({ where: undefined })
export const and = () => prisma.user.findMany({ where: { AND: [{ id: 1 }, { name: 'A' }] } })
export const andObject = () => prisma.user.findMany({ where: { AND: { id: 1 } } })
export const or = () => prisma.user.findMany({ where: { OR: [{ id: 1 }, { name: { contains: 'A' } }] } })
export const not = () => prisma.user.findMany({ where: { NOT: { id: 1 } } })
export const notList = () => prisma.user.findMany({ where: { NOT: [{ id: 1 }, { OR: [{ name: null }] }] } })
export const nested = () => prisma.user.findMany({ where: { AND: [{ OR: [{ NOT: { AND: { id: { in: [1] } } } }] }] } })
export const someOf = () => prisma.user.findMany({ where: { posts: { some: { published: true } } } })
export const everyOf = () => prisma.user.findMany({ where: { posts: { every: { title: { contains: 'x' } } }, comments: { none: {} } } })
export const manyToMany = () => prisma.post.findMany({ where: { categories: { some: { name: { in: ['a'] } } } } })
export const toOne = () => prisma.post.findMany({ where: { author: { email: 'a' } } })
export const toOneIs = () => prisma.post.findMany({ where: { author: { is: { email: 'a' } }, reviewer: { isNot: { active: true } } } })
export const toOneNull = () => prisma.post.findMany({ where: { reviewer: null } })
export const toOneIsNull = () => prisma.user.findMany({ where: { manager: { is: null }, profile: { isNot: null } } })
export const deep = () => prisma.comment.findMany({ where: { post: { author: { memberships: { some: { org: { name: 'x' } } } } } } })
export const self = () => prisma.user.findMany({ where: { manager: { manager: { reports: { none: { id: 1 } } } } } })
export const list = () => prisma.user.findMany({ where: { tags: { has: 'a' } } })
export const listEvery = () => prisma.user.findMany({ where: { tags: { hasEvery: ['a'], hasSome: ['b'], isEmpty: false, equals: ['a'] } } })
export const listOfEnum = () => prisma.user.findMany({ where: { roles: { has: 'ADMIN' } } })
export const listOfNumbers = () => prisma.orderLine.findMany({ where: { numbers: { hasSome: [1, 2] }, bigs: { has: 1n }, decimals: { has: '1.5' }, dates: { has: new Date() } } })
export const json = () => prisma.user.findMany({ where: { settings: { equals: { a: 1 } } } })
export const jsonPath = () => prisma.user.findMany({ where: { settings: { path: ['a', 'b'], equals: 1 } } })
export const jsonText = () => prisma.user.findMany({ where: { settings: { path: ['a'], string_contains: 'x', mode: 'insensitive' } } })
export const jsonArray = () => prisma.user.findMany({ where: { meta: { path: [], array_contains: ['x'], array_starts_with: 'x', array_ends_with: 1 } } })
export const jsonNumber = () => prisma.user.findMany({ where: { meta: { path: ['n'], gt: 1, lte: 10 } } })
export const jsonDbNull = () => prisma.user.findMany({ where: { meta: { equals: Prisma.DbNull } } })
export const jsonNulls = () => prisma.user.findMany({ where: { OR: [{ meta: { equals: Prisma.JsonNull } }, { meta: { not: Prisma.AnyNull } }] } })
export const jsonOfRequired = () => prisma.user.findMany({ where: { settings: { not: Prisma.JsonNull } } })
export const field = () => prisma.user.findMany({ where: { name: { equals: prisma.user.fields.email } } })
export const fieldOfNumber = () => prisma.post.findMany({ where: { views: { gt: prisma.post.fields.authorId } } })
export const fieldInList = () => prisma.user.findMany({ where: { email: { in: prisma.user.fields.tags } } })
export const fieldOfEnum = () => prisma.user.findMany({ where: { role: { equals: prisma.user.fields.role } } })
export const fieldHas = () => prisma.user.findMany({ where: { tags: { has: prisma.user.fields.email } } })
export const compoundInMany = () => prisma.membership.findMany({ where: { userId: 1, orgId: { in: [1, 2] }, role: 'x' } })
export const built = (names: string[], active?: boolean) => {
  const where: Prisma.UserWhereInput = {}
  if (names.length) where.name = { in: names }
  if (active !== undefined) where.active = active
  where.AND = [{ OR: names.map((name) => ({ email: { startsWith: name } })) }]
  return users(where)
}
export const spread = (search?: string) => users({ ...(search && { OR: [{ name: { contains: search } }, { email: { contains: search } }] }), active: true })
export const joined = (filters: Prisma.PostWhereInput[]) => prisma.post.findMany({ where: { AND: [...filters, { published: true }] } })
export const ofOtherField = (value: string, field: 'name' | 'email') => users({ [field]: value })
export const countWhere = () => prisma.post.count({ where: { author: { role: 'ADMIN' } } })
export const decimalOfNative = () => prisma.order.findMany({ where: { total: { equals: '12.50' }, data: { path: ['x'], string_starts_with: 'y' } } })

export const unknownField = () => prisma.user.findMany({ where: { nope: 1 } }) // error
export const unknownBeside = () => prisma.user.findMany({ where: { id: 1, nope: 1 } }) // error
export const wrongType = () => prisma.user.findMany({ where: { id: '1' } }) // error
export const wrongTypeInFilter = () => prisma.user.findMany({ where: { id: { gt: '1' } } }) // error
export const nullOnRequired = () => prisma.user.findMany({ where: { email: null } }) // error
export const notNullOnRequired = () => prisma.user.findMany({ where: { email: { not: null } } }) // error
export const equalsNullOnRequired = () => prisma.user.findMany({ where: { id: { equals: null } } }) // error
export const unknownOperator = () => prisma.user.findMany({ where: { email: { like: 'a' } } }) // error
export const unknownOperatorBeside = () => prisma.user.findMany({ where: { email: { contains: 'a', like: 'a' } } }) // error
export const textOperatorOnNumber = () => prisma.user.findMany({ where: { id: { contains: 1 } } }) // error
export const rangeOnBoolean = () => prisma.user.findMany({ where: { active: { gt: false } } }) // error
export const inOnBoolean = () => prisma.user.findMany({ where: { active: { in: [true] } } }) // error
export const rangeOnEnum = () => prisma.user.findMany({ where: { role: { lt: 'ADMIN' } } }) // error
export const rangeOnBytes = () => prisma.user.findMany({ where: { avatar: { gt: new Uint8Array(1) } } }) // error
export const wrongEnum = () => prisma.user.findMany({ where: { role: 'OWNER' } }) // error
export const enumByDatabaseName = () => prisma.order.findMany({ where: { status: 'paid' } }) // error
export const enumOfOther = () => prisma.user.findMany({ where: { role: Status.OPEN } }) // error
export const enumAsText = (role: string) => prisma.user.findMany({ where: { role } }) // error
export const inValue = () => prisma.user.findMany({ where: { id: { in: 1 } } }) // error
export const inMixed = () => prisma.user.findMany({ where: { id: { in: [1, 'a'] } } }) // error
export const inWithNull = () => prisma.user.findMany({ where: { name: { in: ['a', null] } } }) // error
export const wrongMode = () => prisma.user.findMany({ where: { name: { contains: 'a', mode: 'ignore' } } }) // error
export const modeInsideNot = () => prisma.user.findMany({ where: { name: { not: { contains: 'x', mode: 'insensitive' } } } }) // error
export const modeOnNumber = () => prisma.user.findMany({ where: { id: { gt: 1, mode: 'insensitive' } } }) // error
export const numberAsDate = () => prisma.user.findMany({ where: { createdAt: 0 } }) // error
export const bytesAsText = () => prisma.user.findMany({ where: { avatar: 'x' } }) // error
export const orObject = () => prisma.user.findMany({ where: { OR: { id: 1 } } }) // error
export const orUnknown = () => prisma.user.findMany({ where: { OR: [{ nope: 1 }] } }) // error
export const andUnknown = () => prisma.user.findMany({ where: { AND: [{ id: 1 }, { id: 1, nope: 1 }] } }) // error
export const notValue = () => prisma.user.findMany({ where: { NOT: 1 } }) // error
export const lowerOr = () => prisma.user.findMany({ where: { or: [{ id: 1 }] } }) // error
export const manyAsOne = () => prisma.user.findMany({ where: { posts: { title: 'x' } } }) // error
export const manyIs = () => prisma.user.findMany({ where: { posts: { is: { title: 'x' } } } }) // error
export const manyNull = () => prisma.user.findMany({ where: { posts: null } }) // error
export const someUnknown = () => prisma.user.findMany({ where: { posts: { some: { nope: 1 } } } }) // error
export const someWrongType = () => prisma.user.findMany({ where: { posts: { some: { title: 1 } } } }) // error
export const oneSome = () => prisma.post.findMany({ where: { author: { some: { id: 1 } } } }) // error
export const oneNullOnRequired = () => prisma.post.findMany({ where: { author: null } }) // error
export const oneUnknown = () => prisma.post.findMany({ where: { author: { nope: 1 } } }) // error
export const oneIsAndField = () => prisma.post.findMany({ where: { author: { is: { id: 1 }, email: 'a' } } }) // error
export const oneDeepUnknown = () => prisma.comment.findMany({ where: { post: { author: { manager: { nope: 1 } } } } }) // error
export const listValue = () => prisma.user.findMany({ where: { tags: ['a'] } }) // error
export const listContains = () => prisma.user.findMany({ where: { tags: { contains: 'a' } } }) // error
export const listHasWrong = () => prisma.user.findMany({ where: { tags: { has: 1 } } }) // error
export const listHasEveryValue = () => prisma.user.findMany({ where: { tags: { hasEvery: 'a' } } }) // error
export const jsonNull = () => prisma.user.findMany({ where: { meta: null } }) // error
export const jsonEqualsNull = () => prisma.user.findMany({ where: { settings: { equals: null } } }) // error
export const jsonPathText = () => prisma.user.findMany({ where: { settings: { path: '$.a', equals: 1 } } }) // error
export const jsonOperator = () => prisma.user.findMany({ where: { settings: { path: ['a'], contains: 'x' } } }) // error
export const jsonValue = () => prisma.user.findMany({ where: { settings: { a: 1 } } }) // error
export const fieldOfOtherModel = () => prisma.user.findMany({ where: { email: { equals: prisma.post.fields.title } } }) // error
export const fieldOfOtherType = () => prisma.user.findMany({ where: { email: { equals: prisma.user.fields.id } } }) // error
export const fieldUnknown = () => prisma.user.findMany({ where: { email: { equals: prisma.user.fields.nope } } }) // error
export const fieldOfList = () => prisma.user.findMany({ where: { email: { equals: prisma.user.fields.tags } } }) // error
export const ignored = () => prisma.legacy.findMany({ where: { hidden: 'x' } }) // error
export const unsupported = () => prisma.legacy.findMany({ where: { shape: 'x' } }) // error
export const byDatabaseName = () => prisma.legacy.findMany({ where: { old_name: 'x' } }) // error
export const whereOfOther = (where: Prisma.PostWhereInput) => prisma.user.findMany({ where }) // error
export const builtWrong = () => {
  const where: Prisma.UserWhereInput = {}
  where.name = 1 // error
  return users(where)
}
