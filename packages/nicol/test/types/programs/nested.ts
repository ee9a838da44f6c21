// Nested writes.
import type { Prisma } from '../client.ts'
import { prisma } from './support.ts'

const settings = {}
const where = { id: 1 }

export const createChildren = () => prisma.user.create({ data: { email: 'a', settings, posts: { create: [{ title: 'T', slug: 't' }, { title: 'U', slug: 'u' }] } } })
export const createChild = () => prisma.user.create({ data: { email: 'a', settings, profile: { create: { bio: 'x' } } } })
export const createParent = () => prisma.post.create({ data: { title: 'T', slug: 't', author: { create: { email: 'a', settings } } } })
export const createDeep = () => prisma.user.create({ data: { email: 'a', settings, posts: { create: { title: 'T', slug: 't', comments: { create: [{ text: 'x', author: { connect: where } }] }, categories: { create: { name: 'c' } } } } } })
export const createManyChildren = () => prisma.user.create({ data: { email: 'a', settings, posts: { createMany: { data: [{ title: 'T', slug: 't' }], skipDuplicates: true } } } })
export const connectMany = () => prisma.post.create({ data: { title: 'T', slug: 't', author: { connect: where }, categories: { connect: [{ id: 1 }, { name: 'x' }] } } })
export const connectOrCreate = () => prisma.post.create({ data: { title: 'T', slug: 't', author: { connectOrCreate: { where: { email: 'a' }, create: { email: 'a', settings } } } } })
export const connectOrCreateMany = () => prisma.post.create({ data: { title: 'T', slug: 't', author: { connect: where }, categories: { connectOrCreate: [{ where: { name: 'c' }, create: { name: 'c' } }] } } })
export const uncheckedChildren = () => prisma.post.create({ data: { title: 'T', slug: 't', authorId: 1, comments: { create: { text: 'x', authorId: 2 } } } })
export const connectByCompound = () => prisma.organization.create({ data: { name: 'x', members: { connect: { userId_orgId: { userId: 1, orgId: 1 } } } } })
export const extendedConnect = () => prisma.post.update({ where: { id: 'x' }, data: { author: { connect: { id: 1, active: true } } } })
export const setMany = () => prisma.post.update({ where: { id: 'x' }, data: { categories: { set: [] } } })
export const setThenConnect = () => prisma.post.update({ where: { id: 'x' }, data: { categories: { set: [{ id: 1 }], connect: { id: 2 }, disconnect: [{ name: 'x' }] } } })
export const disconnectOne = () => prisma.post.update({ where: { id: 'x' }, data: { reviewer: { disconnect: true } } })
export const disconnectWhere = () => prisma.post.update({ where: { id: 'x' }, data: { reviewer: { disconnect: { active: false } } } })
export const deleteOne = () => prisma.user.update({ where, data: { profile: { delete: true } } })
export const deleteChildren = () => prisma.user.update({ where, data: { posts: { delete: [{ id: 'x' }], deleteMany: [{ published: false }, {}] } } })
export const updateOne = () => prisma.post.update({ where: { id: 'x' }, data: { author: { update: { name: 'x' } } } })
export const updateOneWhere = () => prisma.post.update({ where: { id: 'x' }, data: { author: { update: { where: { active: true }, data: { name: 'x' } } } } })
export const updateChildren = () => prisma.user.update({ where, data: { posts: { update: { where: { id: 'x' }, data: { views: { increment: 1 } } } } } })
export const updateManyChildren = () => prisma.user.update({ where, data: { posts: { updateMany: { where: { published: true }, data: { title: 'x' } } } } })
export const upsertChildren = () => prisma.user.update({ where, data: { posts: { upsert: { where: { id: 'x' }, create: { title: 'T', slug: 't' }, update: { title: 'U' } } } } })
export const upsertOne = () => prisma.user.update({ where, data: { profile: { upsert: { create: { bio: 'x' }, update: { bio: 'y' } } } } })
export const inUpsert = () => prisma.user.upsert({ where, create: { email: 'a', settings, memberships: { create: { orgId: 1 } } }, update: { memberships: { create: { org: { connect: { name: 'x' } } } } } })
export const selfRelation = () => prisma.user.create({ data: { email: 'a', settings, manager: { connect: where }, reports: { connect: [{ id: 2 }] } } })
export const dataOfType = (posts: Prisma.PostCreateNestedManyWithoutAuthorInput) => prisma.user.create({ data: { email: 'a', settings, posts } })
export const childOfType = (post: Prisma.PostCreateWithoutAuthorInput) => prisma.user.create({ data: { email: 'a', settings, posts: { create: [post] } } })
export const throughJoin = () => prisma.order.create({ data: { number: '1', year: 1, total: 1, data: {}, lines: { create: [{ position: 1, product: 'x', price: '1.5' }] } }, include: { lines: true } })

export const createChildMissing = () => prisma.user.create({ data: { email: 'a', settings, posts: { create: { title: 'T' } } } }) // error
export const createChildUnknown = () => prisma.user.create({ data: { email: 'a', settings, posts: { create: { title: 'T', slug: 't', nope: 1 } } } }) // error
export const createChildWithParent = () => prisma.user.create({ data: { email: 'a', settings, posts: { create: { title: 'T', slug: 't', author: { connect: where } } } } }) // error
export const createChildWithKey = () => prisma.user.create({ data: { email: 'a', settings, posts: { create: { title: 'T', slug: 't', authorId: 1 } } } }) // error
export const createManyForOne = () => prisma.user.create({ data: { email: 'a', settings, profile: { createMany: { data: [] } } } }) // error
export const createManyForManyToMany = () => prisma.post.create({ data: { title: 'T', slug: 't', authorId: 1, categories: { createMany: { data: [{ name: 'c' }] } } } }) // error
export const createManyWithNested = () => prisma.user.create({ data: { email: 'a', settings, posts: { createMany: { data: [{ title: 'T', slug: 't', comments: { create: [] } }] } } } }) // error
export const createManyWithoutEnvelope = () => prisma.user.create({ data: { email: 'a', settings, posts: { createMany: [{ title: 'T', slug: 't' }] } } }) // error
export const createList = () => prisma.user.create({ data: { email: 'a', settings, posts: [{ title: 'T', slug: 't' }] } }) // error
export const connectByOrdinary = () => prisma.post.create({ data: { title: 'T', slug: 't', author: { connect: { name: 'x' } } } }) // error
export const connectByNothing = () => prisma.post.create({ data: { title: 'T', slug: 't', author: { connect: {} } } }) // error
export const connectNumber = () => prisma.post.create({ data: { title: 'T', slug: 't', author: { connect: 1 } } }) // error
export const connectListForOne = () => prisma.post.create({ data: { title: 'T', slug: 't', author: { connect: [{ id: 1 }] } } }) // error
export const connectOrCreateWithoutWhere = () => prisma.post.create({ data: { title: 'T', slug: 't', author: { connectOrCreate: { create: { email: 'a', settings } } } } }) // error
export const connectOrCreateWithoutCreate = () => prisma.post.create({ data: { title: 'T', slug: 't', author: { connectOrCreate: { where } } } }) // error
export const unknownOperation = () => prisma.post.create({ data: { title: 'T', slug: 't', author: { link: where } } }) // error
export const setInCreate = () => prisma.post.create({ data: { title: 'T', slug: 't', authorId: 1, categories: { set: [] } } }) // error
export const disconnectInCreate = () => prisma.post.create({ data: { title: 'T', slug: 't', authorId: 1, categories: { disconnect: { id: 1 } } } }) // error
export const disconnectRequired = () => prisma.post.update({ where: { id: 'x' }, data: { author: { disconnect: true } } }) // error
export const deleteRequired = () => prisma.post.update({ where: { id: 'x' }, data: { author: { delete: true } } }) // error
export const disconnectManyByFlag = () => prisma.post.update({ where: { id: 'x' }, data: { categories: { disconnect: true } } }) // error
export const deleteByOrdinary = () => prisma.user.update({ where, data: { posts: { delete: { title: 'x' } } } }) // error
export const updateWithoutWhere = () => prisma.user.update({ where, data: { posts: { update: { data: { title: 'x' } } } } }) // error
export const updateUnknown = () => prisma.user.update({ where, data: { posts: { update: { where: { id: 'x' }, data: { nope: 1 } } } } }) // error
export const updateManyRelation = () => prisma.user.update({ where, data: { posts: { updateMany: { where: {}, data: { comments: { create: { text: 'x' } } } } } } }) // error
export const updateManyFilterRelation = () => prisma.user.update({ where, data: { posts: { updateMany: { where: { comments: { some: {} } }, data: {} } } } }) // error
export const upsertWithoutUpdate = () => prisma.user.update({ where, data: { profile: { upsert: { create: { bio: 'x' } } } } }) // error
export const upsertWrong = () => prisma.user.update({ where, data: { posts: { upsert: { where: { id: 'x' }, create: { title: 'T' }, update: {} } } } }) // error
export const deepUnknown = () => prisma.user.create({ data: { email: 'a', settings, posts: { create: { title: 'T', slug: 't', comments: { create: { text: 'x', nope: 1 } } } } } }) // error
export const keyBesideRelation = () => prisma.post.create({ data: { title: 'T', slug: 't', authorId: 1, author: { connect: where } } }) // error
