// Writing methods: checked and unchecked data, operators of updates.
import { Prisma } from '../client.ts'
import { prisma } from './support.ts'

const settings = {}

export const create = () => prisma.user.create({ data: { email: 'a', settings } })
export const createAll = () => prisma.user.create({ data: { id: 1, email: 'a', name: null, role: 'ADMIN', roles: ['USER'], balance: '1.5', points: 5, score: 1, avatar: new Uint8Array(1), settings: { a: [1, null] }, meta: Prisma.JsonNull, tags: ['x'], active: false, createdAt: new Date(), updatedAt: '2020-01-01T00:00:00Z' } })
export const createChecked = () => prisma.post.create({ data: { title: 'T', slug: 't', author: { connect: { id: 1 } } } })
export const createUnchecked = () => prisma.post.create({ data: { title: 'T', slug: 't', authorId: 1, reviewerId: null } })
export const createUndefined = (name?: string) => prisma.user.create({ data: { email: 'a', settings, name } })
export const createListSet = () => prisma.user.create({ data: { email: 'a', settings, tags: { set: ['a'] } } })
export const createEmpty = () => prisma.organization.create({ data: { name: 'x' } })
export const createOfType = (data: Prisma.UserCreateInput) => prisma.user.create({ data })
export const createOfUncheckedType = (data: Prisma.PostUncheckedCreateInput) => prisma.post.create({ data })
export const createOfEither = (data: Prisma.PostCreateInput | Prisma.PostUncheckedCreateInput) => prisma.post.create({ data })
export const createCompoundId = () => prisma.membership.create({ data: { userId: 1, orgId: 1 } })
export const createMany = () => prisma.user.createMany({ data: [{ email: 'a', settings }, { email: 'b', settings, name: 'B' }], skipDuplicates: true })
export const createManyOne = () => prisma.category.createMany({ data: { name: 'a' } })
export const createManyReturn = () => prisma.category.createManyAndReturn({ data: [{ name: 'a' }], skipDuplicates: true })
export const createManyMapped = (names: string[]) => prisma.category.createMany({ data: names.map((name) => ({ name })) })
export const createManyUnchecked = () => prisma.post.createMany({ data: [{ title: 'T', slug: 't', authorId: 1 }] })
export const update = () => prisma.user.update({ where: { id: 1 }, data: { name: 'B' } })
export const updateNothing = () => prisma.user.update({ where: { id: 1 }, data: {} })
export const updateSet = () => prisma.user.update({ where: { id: 1 }, data: { name: { set: 'B' }, role: { set: 'USER' }, active: { set: true }, avatar: { set: null }, createdAt: { set: new Date() } } })
export const updateNumber = () => prisma.post.update({ where: { id: 'x' }, data: { views: { increment: 1 }, rating: { multiply: 2 } } })
export const updateDecimal = () => prisma.user.update({ where: { id: 1 }, data: { balance: { decrement: new Prisma.Decimal(1) }, points: { divide: 2n } } })
export const updateNull = () => prisma.user.update({ where: { id: 1 }, data: { name: null, meta: Prisma.DbNull, score: { set: null } } })
export const updateList = () => prisma.user.update({ where: { id: 1 }, data: { tags: { push: 'x' }, roles: { push: ['ADMIN'] } } })
export const updateListSet = () => prisma.user.update({ where: { id: 1 }, data: { tags: ['x'], roles: { set: [] } } })
export const updateJson = () => prisma.user.update({ where: { id: 1 }, data: { settings: { deep: [{ a: 1 }] } } })
export const updateUnchecked = () => prisma.post.update({ where: { id: 'x' }, data: { authorId: 2, reviewerId: { set: null } } })
export const updateChecked = () => prisma.post.update({ where: { id: 'x' }, data: { author: { connect: { email: 'a' } } } })
export const updateId = () => prisma.user.update({ where: { email: 'a' }, data: { id: 7 } })
export const updateExtended = () => prisma.user.update({ where: { id: 1, active: true, posts: { some: {} } }, data: {} })
export const updateOfType = (data: Prisma.UserUpdateInput) => prisma.user.update({ where: { id: 1 }, data })
export const updatePartial = (data: Partial<{ name: string; active: boolean }>) => prisma.user.update({ where: { id: 1 }, data })
export const updateMany = () => prisma.post.updateMany({ where: { published: false }, data: { published: true, views: { increment: 1 }, authorId: 1 } })
export const updateManyAll = () => prisma.post.updateMany({ data: { title: 'x' } })
export const updateManyLimit = () => prisma.post.updateMany({ data: { title: 'x' }, limit: 5 })
export const updateManyReturn = () => prisma.post.updateManyAndReturn({ data: { title: 'x' }, limit: 5, omit: { content: true } })
export const upsert = () => prisma.user.upsert({ where: { email: 'a' }, create: { email: 'a', settings }, update: { name: 'A' } })
export const upsertUnchecked = () => prisma.membership.upsert({ where: { userId_orgId: { userId: 1, orgId: 1 } }, create: { userId: 1, orgId: 1 }, update: { role: 'x' } })
export const remove = () => prisma.user.delete({ where: { id: 1 } })
export const removeMany = () => prisma.user.deleteMany()
export const removeManyWhere = () => prisma.user.deleteMany({ where: { active: false }, limit: 10 })
export const counted = async () => (await prisma.user.updateMany({ data: { active: true } })).count + (await prisma.user.deleteMany({})).count
export const dateOnly = () => prisma.membership.create({ data: { since: '2020-01-01T00:00:00.000Z', user: { connect: { id: 1 } }, org: { connect: { name: 'x' } } } })
export const lists = () => prisma.orderLine.create({ data: { orderId: 1, position: 1, product: 'x', price: 1, blobs: [new Uint8Array([1])], dates: ['2020-01-01T00:00:00Z'], numbers: [1], bigs: [1n], decimals: [new Prisma.Decimal(3)], docs: [{ a: 1 }, 'x'] } })
export const literalFromVariable = () => {
  const data = { email: 'a', settings: { theme: 'dark' }, role: 'ADMIN' as const }
  return prisma.user.create({ data })
}
export const jsonFromInterface = (value: { theme: string; size?: number }) => prisma.user.update({ where: { id: 1 }, data: { settings: value } })
export const jsonFromCast = (value: unknown) => prisma.user.update({ where: { id: 1 }, data: { settings: value as Prisma.InputJsonValue } })
export const jsonFromResult = async () => {
  const { settings } = await prisma.user.findFirstOrThrow()
  return prisma.user.update({ where: { id: 1 }, data: { settings: settings as Prisma.JsonObject } })
}
export const jsonWithToJson = (value: { toJSON(): string }) => prisma.user.create({ data: { email: 'a', settings: value } })

export const createWithoutData = () => prisma.user.create({}) // error
export const createWithoutArguments = () => prisma.user.create() // error
export const createMissing = () => prisma.user.create({ data: { email: 'a' } }) // error
export const createMissingRelation = () => prisma.post.create({ data: { title: 'T', slug: 't' } }) // error
export const createUnknown = () => prisma.user.create({ data: { email: 'a', settings, nope: 1 } }) // error
export const createWrongType = () => prisma.user.create({ data: { email: 1, settings } }) // error
export const createNull = () => prisma.user.create({ data: { email: null, settings } }) // error
export const createWrongEnum = () => prisma.user.create({ data: { email: 'a', settings, role: 'OWNER' } }) // error
export const createMixed = () => prisma.post.create({ data: { title: 'T', slug: 't', authorId: 1, reviewer: { connect: { id: 1 } } } }) // error
export const createRelationAsId = () => prisma.post.create({ data: { title: 'T', slug: 't', author: 1 } }) // error
export const createSet = () => prisma.user.create({ data: { email: { set: 'a' }, settings } }) // error
export const createIncrement = () => prisma.post.create({ data: { title: 'T', slug: 't', authorId: 1, views: { increment: 1 } } }) // error
export const createJsonNull = () => prisma.user.create({ data: { email: 'a', settings: null } }) // error
export const createJsonDbNull = () => prisma.user.create({ data: { email: 'a', settings: Prisma.DbNull } }) // error
export const createJsonAnyNull = () => prisma.user.create({ data: { email: 'a', settings, meta: Prisma.AnyNull } }) // error
export const createJsonFunction = () => prisma.user.create({ data: { email: 'a', settings: () => 1 } }) // error
export const createJsonUnknown = (value: unknown) => prisma.user.create({ data: { email: 'a', settings: value } }) // error
export const createBytesText = () => prisma.user.create({ data: { email: 'a', settings, avatar: 'x' } }) // error
export const createDateNumber = () => prisma.user.create({ data: { email: 'a', settings, createdAt: 0 } }) // error
export const createDecimalBigInt = () => prisma.user.create({ data: { email: 'a', settings, balance: 1n } }) // error
export const createBigIntText = () => prisma.user.create({ data: { email: 'a', settings, points: '1' } }) // error
export const createListValue = () => prisma.user.create({ data: { email: 'a', settings, tags: 'x' } }) // error
export const createListNull = () => prisma.user.create({ data: { email: 'a', settings, tags: [null] } }) // error
export const createListPush = () => prisma.user.create({ data: { email: 'a', settings, tags: { push: 'x' } } }) // error
export const createDataList = () => prisma.user.create({ data: [{ email: 'a', settings }] }) // error
export const createListMixed = () => prisma.orderLine.create({ data: { orderId: 1, position: 1, product: 'x', price: 1, bigs: [1n, 2] } }) // error
export const createIgnored = () => prisma.legacy.create({ data: { id: 1, oldName: 'x', hidden: 'x' } }) // error
export const createManyNested = () => prisma.user.createMany({ data: [{ email: 'a', settings, posts: { create: [] } }] }) // error
export const createManyMissing = () => prisma.user.createMany({ data: [{ email: 'a', settings }, { settings }] }) // error
export const createManyUnknown = () => prisma.category.createMany({ data: [{ name: 'a', nope: 1 }] }) // error
export const createManyWrongFlag = () => prisma.category.createMany({ data: [], skipDuplicates: 'yes' }) // error
export const updateWithoutWhere = () => prisma.user.update({ data: {} }) // error
export const updateWithoutData = () => prisma.user.update({ where: { id: 1 } }) // error
export const updateByOrdinary = () => prisma.user.update({ where: { name: 'A' }, data: {} }) // error
export const updateUnknown = () => prisma.user.update({ where: { id: 1 }, data: { nope: 1 } }) // error
export const updateUnknownBeside = () => prisma.user.update({ where: { id: 1 }, data: { name: 'A', nope: 1 } }) // error
export const updateNullOnRequired = () => prisma.user.update({ where: { id: 1 }, data: { email: null } }) // error
export const updateTextIncrement = () => prisma.user.update({ where: { id: 1 }, data: { email: { increment: 1 } } }) // error
export const updateWrongOperator = () => prisma.post.update({ where: { id: 'x' }, data: { views: { add: 1 } } }) // error
export const updateOperatorWrongType = () => prisma.post.update({ where: { id: 'x' }, data: { views: { increment: '1' } } }) // error
export const updatePushWrong = () => prisma.user.update({ where: { id: 1 }, data: { tags: { push: 1 } } }) // error
export const updateMixed = () => prisma.post.update({ where: { id: 'x' }, data: { authorId: 1, reviewer: { disconnect: true } } }) // error
export const updateJsonNull = () => prisma.user.update({ where: { id: 1 }, data: { meta: null } }) // error
export const updateManyRelation = () => prisma.post.updateMany({ data: { author: { connect: { id: 1 } } } }) // error
export const updateManyTake = () => prisma.post.updateMany({ data: {}, take: 1 }) // error
export const updateManyWithoutData = () => prisma.post.updateMany({ where: {} }) // error
export const upsertWithoutUpdate = () => prisma.category.upsert({ where: { id: 1 }, create: { name: 'x' } }) // error
export const upsertWithoutCreate = () => prisma.category.upsert({ where: { id: 1 }, update: {} }) // error
export const upsertOperatorInCreate = () => prisma.category.upsert({ where: { id: 1 }, update: {}, create: { name: { set: 'x' } } }) // error
export const removeWithoutWhere = () => prisma.user.delete({}) // error
export const removeByOrdinary = () => prisma.user.delete({ where: { active: true } }) // error
export const removeManyUnknown = () => prisma.user.deleteMany({ where: { nope: 1 } }) // error
export const removeManyLimit = () => prisma.user.deleteMany({ limit: 'all' }) // error
export const batchIsNoRecord = async () => (await prisma.user.updateMany({ data: {} })).email // error
export const createInputIsPlain = (): Prisma.PostCreateInput => ({ title: 'T', slug: 't', authorId: 1 }) // error
