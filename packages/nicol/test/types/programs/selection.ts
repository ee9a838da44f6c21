// `select`, `include`, `omit` and what results become.
import { Prisma } from '../client.ts'
import { holds, prisma, type Same } from './support.ts'

export const some = () => prisma.user.findMany({ select: { id: true, email: true } })
export const someFalse = () => prisma.user.findMany({ select: { id: true, email: false, name: undefined } })
export const selectUndefined = () => prisma.user.findMany({ select: undefined })
export const selectNull = () => prisma.user.findMany({ select: null })
export const selectByFlag = (flag: boolean) => prisma.user.findFirst({ select: { id: true, name: flag } })
export const selectRelation = () => prisma.user.findFirst({ select: { posts: true, profile: true, manager: true } })
export const selectRelationOfRelation = () => prisma.user.findFirst({ select: { posts: { select: { comments: { select: { author: { select: { email: true } } } } } } } })
export const selectWithArguments = () => prisma.user.findFirst({ select: { posts: { where: { published: true }, orderBy: { title: 'asc' }, take: 3, skip: 1, distinct: ['title'], cursor: { id: 'x' } } } })
export const selectInclude = () => prisma.user.findFirst({ select: { posts: { include: { comments: true } } } })
export const includeMany = () => prisma.user.findFirst({ include: { posts: true } })
export const includeOne = () => prisma.post.findFirst({ include: { author: true, reviewer: true } })
export const includeNullable = () => prisma.user.findFirst({ include: { manager: { include: { manager: true } } } })
export const includeDeep = () => prisma.user.findUnique({ where: { id: 1 }, include: { posts: { include: { categories: true, comments: { include: { author: { include: { profile: true } } } } } } } })
export const includeSelect = () => prisma.user.findMany({ include: { posts: { select: { title: true }, where: { views: { gt: 1 } } } } })
export const includeByFlag = (flag: boolean) => prisma.user.findMany({ include: { posts: flag } })
export const includeConditional = (flag: boolean) => prisma.user.findMany({ include: { posts: flag ? { select: { title: true } } : undefined } })
export const includeFalse = () => prisma.user.findMany({ include: { posts: false } })
export const includeEmpty = () => prisma.user.findMany({ include: {} })
export const includeNull = () => prisma.user.findMany({ include: null })
export const includeToOneArguments = () => prisma.user.findMany({ include: { manager: { where: { active: true } } } })
export const counted = () => prisma.user.findMany({ include: { _count: true } })
export const countedSome = () => prisma.user.findMany({ include: { _count: { select: { posts: true, comments: true } } } })
export const countedWhere = () => prisma.user.findMany({ select: { _count: { select: { posts: { where: { published: true } } } } } })
export const countedSelect = () => prisma.user.findMany({ select: { id: true, _count: true } })
export const countedDeep = () => prisma.organization.findMany({ include: { members: { include: { user: { include: { _count: { select: { posts: true } } } } } } } })
export const omitted = () => prisma.user.findMany({ omit: { password: true, avatar: true } })
export const omittedFalse = () => prisma.user.findMany({ omit: { password: false } })
export const omittedByFlag = (flag: boolean) => prisma.user.findMany({ omit: { password: flag } })
export const omittedAndIncluded = () => prisma.user.findMany({ omit: { password: true }, include: { posts: { omit: { content: true } } } })
export const omittedInside = () => prisma.post.findMany({ select: { author: { omit: { password: true } } } })
export const omitEmpty = () => prisma.user.findMany({ omit: {} })
export const omitNull = () => prisma.user.findMany({ omit: null })
export const created = () => prisma.post.create({ data: { title: 'T', slug: 't', authorId: 1 }, include: { author: { select: { id: true } } } })
export const updated = () => prisma.post.update({ where: { id: 'x' }, data: { title: 'U' }, select: { title: true, comments: true } })
export const upserted = () => prisma.category.upsert({ where: { name: 'a' }, create: { name: 'a' }, update: {}, include: { posts: true } })
export const deleted = () => prisma.post.delete({ where: { id: 'x' }, omit: { content: true } })
export const manyCreated = () => prisma.post.createManyAndReturn({ data: [{ title: 'T', slug: 't', authorId: 1 }], include: { author: true } })
export const manyCreatedSelect = () => prisma.post.createManyAndReturn({ data: { title: 'T', slug: 't', authorId: 1 }, select: { id: true, author: { select: { email: true } } } })
export const manyUpdated = () => prisma.post.updateManyAndReturn({ data: { views: 1 }, where: { published: true }, select: { id: true } })
export const constant = () => {
  const select = { id: true, posts: { select: { id: true } } } satisfies Prisma.UserSelect
  return prisma.user.findMany({ select })
}
export const annotated = () => {
  const include: Prisma.UserInclude = { posts: true }
  return prisma.user.findMany({ include })
}
export const asConst = () => {
  const select = { id: true, email: true } as const
  return prisma.user.findFirstOrThrow({ select })
}
export const spread = () => {
  const base = { id: true } as const
  return prisma.user.findFirstOrThrow({ select: { ...base, manager: { select: { ...base, name: true } } } })
}
export const types = async () => {
  const user = await prisma.user.findFirstOrThrow({ include: { posts: { select: { title: true } }, manager: true, _count: { select: { posts: true } } }, omit: { password: true } })
  holds<Same<typeof user.posts, { title: string }[]>>()
  holds<Same<typeof user._count, { posts: number }>>()
  holds<null extends typeof user.manager ? true : false>()
  holds<'password' extends keyof typeof user ? false : true>()
  holds<'email' extends keyof typeof user ? true : false>()
  const post = await prisma.post.findFirstOrThrow({ select: { author: { select: { id: true } }, reviewer: { select: { id: true } } } })
  holds<Same<typeof post, { author: { id: number }; reviewer: { id: number } | null }>>()
  return { user, post }
}
export const destructured = async () => {
  const { posts, ...user } = await prisma.user.findFirstOrThrow({ include: { posts: { include: { author: true } } } })
  return posts.map((post) => ({ ...post, by: post.author.email, own: post.author.id === user.id }))
}
export const nullableChain = async () => {
  const post = await prisma.post.findFirst({ include: { reviewer: { include: { profile: true } } } })
  return post?.reviewer?.profile?.bio ?? 'none'
}

export const selectUnknown = () => prisma.user.findMany({ select: { nope: true } }) // error
export const selectUnknownBeside = () => prisma.user.findMany({ select: { id: true, nope: true } }) // error
export const selectText = () => prisma.user.findMany({ select: { id: 'yes' } }) // error
export const selectNumber = () => prisma.user.findMany({ select: { id: 1 } }) // error
export const selectList = () => prisma.user.findMany({ select: ['id'] }) // error
export const selectScalarWithArguments = () => prisma.user.findMany({ select: { name: { select: { id: true } } } }) // error
export const selectAndInclude = () => prisma.user.findMany({ select: { id: true }, include: { posts: true } }) // error
export const selectAndOmit = () => prisma.user.findMany({ select: { id: true }, omit: { name: true } }) // error
export const includeScalar = () => prisma.user.findMany({ include: { email: true } }) // error
export const includeUnknown = () => prisma.user.findMany({ include: { nope: true } }) // error
export const includeUnknownBeside = () => prisma.user.findMany({ include: { posts: true, nope: true } }) // error
export const includeOfModelWithoutRelations = () => prisma.legacy.findMany({ include: {} }) // error
export const nestedUnknown = () => prisma.user.findMany({ include: { posts: { include: { nope: true } } } }) // error
export const nestedScalar = () => prisma.user.findMany({ include: { posts: { include: { title: true } } } }) // error
export const nestedWhere = () => prisma.user.findMany({ include: { posts: { where: { nope: true } } } }) // error
export const nestedWrongType = () => prisma.user.findMany({ include: { posts: { where: { title: 1 } } } }) // error
export const nestedOrder = () => prisma.user.findMany({ include: { posts: { orderBy: { title: 'x' } } } }) // error
export const nestedArgument = () => prisma.user.findMany({ include: { posts: { were: {} } } }) // error
export const nestedDeep = () => prisma.user.findMany({ select: { posts: { select: { comments: { select: { author: { select: { nope: true } } } } } } } }) // error
export const toOneTake = () => prisma.post.findMany({ include: { author: { take: 1 } } }) // error
export const toOneWhereOfRequired = () => prisma.post.findMany({ include: { author: { where: { id: 1 } } } }) // error
export const countUnknown = () => prisma.user.findMany({ include: { _count: { select: { nope: true } } } }) // error
export const countToOne = () => prisma.user.findMany({ include: { _count: { select: { manager: true } } } }) // error
export const countWhere = () => prisma.user.findMany({ include: { _count: { select: { posts: { where: { nope: 1 } } } } } }) // error
export const countOfModelWithout = () => prisma.profile.findMany({ include: { _count: true } }) // error
export const omitUnknown = () => prisma.user.findMany({ omit: { nope: true } }) // error
export const omitRelation = () => prisma.user.findMany({ omit: { posts: true } }) // error
export const omitText = () => prisma.user.findMany({ omit: { name: 'x' } }) // error
export const selectForMany = () => prisma.user.updateMany({ data: {}, select: { id: true } }) // error
export const includeForMany = () => prisma.user.deleteMany({ include: { posts: true } }) // error
export const selectForCreateMany = () => prisma.post.createMany({ data: [], select: { id: true } }) // error
export const includeManyInReturn = () => prisma.post.createManyAndReturn({ data: [], include: { comments: true } }) // error
export const readNotSelected = async () => (await prisma.user.findFirstOrThrow({ select: { id: true } })).email // error
export const readFalse = async () => (await prisma.user.findFirstOrThrow({ select: { id: true, email: false } })).email // error
export const readOmitted = async () => (await prisma.user.findFirstOrThrow({ omit: { password: true } })).password // error
export const readNullableRelation = async () => (await prisma.user.findFirstOrThrow({ include: { manager: true } })).manager.email // error
export const readNotIncluded = async () => (await prisma.user.findFirstOrThrow({ include: { profile: true } })).posts // error
export const readInsideRelation = async () => (await prisma.user.findFirstOrThrow({ include: { posts: { select: { id: true } } } })).posts[0].title // error
export const readUncounted = async () => (await prisma.user.findFirstOrThrow({ include: { _count: { select: { posts: true } } } }))._count.comments // error
export const wrongAnnotation = () => {
  const select: Prisma.UserSelect = { id: true, nope: true } // error
  return prisma.user.findMany({ select })
}
export const wrongSatisfies = () => {
  const include = { posts: true, nope: true } satisfies Prisma.UserInclude // error
  return include
}
export const excessInConstant = () => {
  const args = { take: 1, nope: true }
  return prisma.user.findMany(args) // error
}
export const excessInsideConstant = () => {
  const args = { select: { id: true, nope: true } } // Prisma looks at no deeper level of what is no literal.
  return prisma.user.findMany(args)
}
