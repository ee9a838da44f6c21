// `strictUndefinedChecks`, compiled with `exactOptionalPropertyTypes`: `Prisma.skip` where a value may be left out.
import { Prisma } from '../client.ts'
import { prisma } from './support.ts'

const maybe = (text: string | undefined) => text ?? Prisma.skip
export const inWhere = (email?: string) => prisma.author.findMany({ where: { email: maybe(email) } })
export const inFilter = () => prisma.author.findMany({ where: { id: { gt: 1, lt: Prisma.skip }, name: Prisma.skip } })
export const asWhere = () => prisma.author.findMany({ where: Prisma.skip, take: Prisma.skip, orderBy: Prisma.skip })
export const asList = () => prisma.author.findMany({ where: { AND: Prisma.skip, OR: Prisma.skip, id: { in: Prisma.skip } } })
export const inData = () => prisma.author.create({ data: { email: 'a', name: Prisma.skip, kind: Prisma.skip } })
export const inUpdate = (name?: string) => prisma.author.update({ where: { id: 1 }, data: { name: name ?? Prisma.skip, books: Prisma.skip } })
export const inNested = () => prisma.author.update({ where: { id: 1 }, data: { books: { create: { title: 'x', text: Prisma.skip }, update: Prisma.skip } } })
export const inSelect = () => prisma.author.findMany({ select: { id: true, name: Prisma.skip } })
export const inSelectNested = () => prisma.author.findMany({ select: { books: { select: { title: true, text: Prisma.skip }, where: Prisma.skip } } })
export const inInclude = () => prisma.author.findFirstOrThrow({ include: { books: Prisma.skip, stats: true } })
export const inOmit = () => prisma.author.findFirstOrThrow({ omit: { name: Prisma.skip, bio: true } })
export const inCount = () => prisma.author.count({ where: Prisma.skip, take: Prisma.skip })
export const inJson = () => prisma.book.create({ data: { title: 'x', authorId: 1, data: Prisma.skip, labels: Prisma.skip } })
export const inCompoundOrder = () => prisma.author.findMany({ orderBy: [{ name: Prisma.skip }, { books: { _count: Prisma.skip } }] })
export const inAggregate = () => prisma.book.aggregate({ where: Prisma.skip, _max: { id: true, title: Prisma.skip } })
export const inGroupBy = () => prisma.book.groupBy({ by: ['state'], where: Prisma.skip, _count: true, having: Prisma.skip })
export const typed = (where: Prisma.AuthorWhereInput): Prisma.AuthorWhereInput => ({ ...where, email: Prisma.skip })
export const skipType = (value: typeof Prisma.skip) => prisma.author.findMany({ where: { name: value } })
export const spread = (name?: string) => prisma.author.findMany({ where: { ...(name !== undefined && { name }) } })
export const nullable = () => prisma.author.updateMany({ data: { name: null, bio: Prisma.skip } })

export const undefinedInWhere = () => prisma.author.findMany({ where: { email: undefined } }) // error
export const undefinedMaybe = (email?: string) => prisma.author.findMany({ where: { email } }) // error
export const undefinedAsWhere = () => prisma.author.findMany({ where: undefined }) // error
export const undefinedTake = (take?: number) => prisma.author.findMany({ take }) // error
export const undefinedInData = () => prisma.author.create({ data: { email: 'a', name: undefined } }) // error
export const undefinedInUpdate = (name?: string) => prisma.author.update({ where: { id: 1 }, data: { name } }) // error
export const undefinedInNested = () => prisma.author.update({ where: { id: 1 }, data: { books: { create: { title: 'x', text: undefined } } } }) // error
export const undefinedOrder = () => prisma.author.findMany({ orderBy: undefined }) // error
export const skipRequired = () => prisma.author.create({ data: { email: Prisma.skip } }) // error
export const skipWhereUnique = () => prisma.author.findUnique({ where: Prisma.skip }) // error
export const skipData = () => prisma.author.create({ data: Prisma.skip }) // error
export const skipInList = () => prisma.author.findMany({ where: { id: { in: [1, Prisma.skip] } } }) // error
export const skipInBy = () => prisma.book.groupBy({ by: [Prisma.skip] }) // error
export const skipRead = async () => (await prisma.author.findFirstOrThrow({ include: { books: Prisma.skip } })).books // error
export const skipSelected = async () => (await prisma.author.findFirstOrThrow({ select: { id: true, name: Prisma.skip } })).name // error
export const skipAsText = (): string => Prisma.skip // error
export const skipAsSelect = () => prisma.author.findMany({ select: Prisma.skip }) // error
export const skipAsInclude = () => prisma.author.findMany({ include: Prisma.skip }) // error
export const skipAsOmit = () => prisma.author.findMany({ omit: Prisma.skip }) // error
export const skipAsSelectOfRelation = () => prisma.author.findMany({ include: { books: { select: Prisma.skip } } }) // error
export const skipAsSelectOfCount = () => prisma.author.count({ select: Prisma.skip }) // error
export const skipAsAggregate = () => prisma.book.aggregate({ _count: Prisma.skip }) // error
export const undefinedSelect = () => prisma.author.findMany({ select: undefined }) // error
