// What `prisma-client-js` alone has: `Prisma.validator` and `Prisma.dmmf`.
import { Prisma } from '../client.ts'
import { prisma } from './support.ts'

const withPosts = Prisma.validator<Prisma.UserDefaultArgs>()({ include: { posts: true } })
export const include = () => prisma.user.findMany(withPosts)
export const payload = (user: Prisma.UserGetPayload<typeof withPosts>) => user.posts[0].title
export const select = () => Prisma.validator<Prisma.UserSelect>()({ id: true, posts: { select: { title: true } } })
export const selected = () => prisma.user.findFirst({ select: select() })
export const where = () => Prisma.validator<Prisma.UserWhereInput>()({ email: { contains: 'a' } })
export const data = () => Prisma.validator<Prisma.UserCreateInput>()({ email: 'a', settings: {}, posts: { create: { title: 'x', slug: 'x' } } })
export const unique = () => Prisma.validator<Prisma.PostWhereUniqueInput>()({ authorId_slug: { authorId: 1, slug: 'x' } })
export const ofModel = () => Prisma.validator(prisma, 'user', 'findMany')({ select: { id: true }, take: 1 })
export const ofModelCalled = () => prisma.user.findMany(Prisma.validator(prisma, 'user', 'findMany')({ select: { id: true } }))
export const ofProperty = () => Prisma.validator(prisma, 'post', 'findFirst', 'select')({ title: true })
export const ofExtended = () => {
  const extended = prisma.$extends({ result: { user: { shout: { needs: { name: true }, compute: (user) => `${user.name}!` } } } })
  return Prisma.validator(extended, 'user', 'findFirst', 'select')({ shout: true })
}
export const models = () => Prisma.dmmf.datamodel.models.map((model) => model.name)
export const fields = () => Prisma.dmmf.datamodel.models.flatMap((model) => model.fields.map((field) => [field.name, field.type, field.isList, field.kind, field.relationName, field.isId] as const))
export const enums = () => Prisma.dmmf.datamodel.enums.flatMap(({ name, values }) => values.map((value) => `${name}.${value.name}`))
export const document = (model: Prisma.DMMF.Model, field: Prisma.DMMF.Field): string => `${model.name}.${field.name}`
export const uniques = () => Prisma.dmmf.datamodel.models[0].uniqueFields satisfies ReadonlyArray<ReadonlyArray<string>>

export const includeUnknown = () => Prisma.validator<Prisma.UserInclude>()({ nope: true }) // error
export const includeUnknownBeside = () => Prisma.validator<Prisma.UserInclude>()({ posts: true, nope: true }) // error
export const nestedUnknown = () => Prisma.validator<Prisma.UserSelect>()({ posts: { select: { nope: true } } }) // error
export const dataIncomplete = () => Prisma.validator<Prisma.UserCreateInput>()({ name: 'a' }) // error
export const whereWrong = () => Prisma.validator<Prisma.UserWhereInput>()({ id: 'a' }) // error
export const payloadRead = (user: Prisma.UserGetPayload<typeof withPosts>) => user.profile // error
export const modelUnknown = () => Prisma.validator(prisma, 'nope', 'findMany')({}) // error
export const operationUnknown = () => Prisma.validator(prisma, 'user', 'findAll')({}) // error
export const argumentUnknown = () => Prisma.validator(prisma, 'user', 'findMany')({ nope: 1 }) // error
export const propertyUnknown = () => Prisma.validator(prisma, 'user', 'findMany', 'nope')({}) // error
export const propertyWrong = () => Prisma.validator(prisma, 'user', 'findMany', 'select')({ nope: true }) // error
export const dmmfUnknown = () => Prisma.dmmf.nope // error
export const fieldUnknown = () => Prisma.dmmf.datamodel.models[0].fields[0].nope // error
export const dmmfWritten = () => Prisma.dmmf.datamodel.models.push() // error
