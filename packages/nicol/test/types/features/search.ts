// `fullTextSearchPostgres`, `nativeDistinct`, models and enums of several schemas, `omit` beside strict `undefined`.
import { Kind, Prisma, PrismaClient, State, type Book } from '../client.ts'
import { adapter, prisma } from './support.ts'

export const search = () => prisma.book.findMany({ where: { title: { search: 'cat & dog' } } })
export const searchNullable = () => prisma.book.findMany({ where: { text: { search: 'cat | dog', not: null } } })
export const searchInNot = () => prisma.book.findMany({ where: { NOT: { title: { search: 'cat' } } } })
export const searchSkip = () => prisma.book.findMany({ where: { title: { search: Prisma.skip } } })
export const relevance = () => prisma.book.findMany({ orderBy: { _relevance: { fields: ['title', 'text'], search: 'cat', sort: 'desc' } } })
export const relevanceOfOne = () => prisma.book.findMany({ orderBy: [{ _relevance: { fields: 'title', search: 'cat', sort: Prisma.SortOrder.asc } }, { id: 'asc' }] })
export const relevanceOfRelation = () => prisma.book.findMany({ orderBy: { author: { _relevance: { fields: ['name'], search: 'x', sort: 'asc' } } } })
export const relevanceFields = (field: Prisma.BookOrderByRelevanceFieldEnum) => field satisfies 'title' | 'text' | 'labels'
export const relevanceNames = () => Object.values(Prisma.BookOrderByRelevanceFieldEnum).length
export const relevanceInput = (input: Prisma.BookOrderByRelevanceInput) => input.search
export const distinct = () => prisma.book.findMany({ distinct: ['title', 'state'], orderBy: { title: 'asc' } })
export const distinctOfOne = () => prisma.book.findMany({ distinct: 'state' })
export const enums = () => prisma.book.findMany({ where: { state: State.DONE, author: { kind: Kind.SMALL } } })
export const acrossSchemas = () => prisma.author.create({ data: { email: 'a', books: { create: { title: 'x', tags: { connectOrCreate: { where: { name: 't' }, create: { name: 't' } } } } } } })
export const ofType = (book: Book): 'OPEN' | 'DONE' => book.state
export const globalOmit = () => new PrismaClient({ adapter, omit: { author: { bio: true, name: false } } }).author.findFirstOrThrow()
export const globalOmitBack = () => new PrismaClient({ adapter, omit: { author: { bio: true } } }).author.findFirstOrThrow({ omit: { bio: false, name: true } })
export const globalOmitOfView = () => new PrismaClient({ adapter, omit: { authorStats: { first: true } } }).author.findFirstOrThrow({ include: { stats: true } })
export const globalOmitInJoin = () => new PrismaClient({ adapter, omit: { book: { text: true } } }).author.findMany({ relationLoadStrategy: 'join', include: { books: true } })

export const searchNumber = () => prisma.book.findMany({ where: { id: { search: '1' } } }) // error
export const searchOfNumber = () => prisma.book.findMany({ where: { title: { search: 1 } } }) // error
export const searchList = () => prisma.book.findMany({ where: { title: { search: ['cat'] } } }) // error
export const relevanceWithoutSort = () => prisma.book.findMany({ orderBy: { _relevance: { fields: ['title'], search: 'cat' } } }) // error
export const relevanceUnknown = () => prisma.book.findMany({ orderBy: { _relevance: { fields: ['id'], search: 'cat', sort: 'asc' } } }) // error
export const relevanceOfNoText = () => prisma.authorStats.findMany({ orderBy: { _relevance: { fields: [], search: 'x', sort: 'asc' } } }) // error
export const distinctUnknown = () => prisma.book.findMany({ distinct: ['author'] }) // error
export const enumOfOther = () => prisma.book.findMany({ where: { state: Kind.SMALL } }) // error
export const enumByDatabaseName = () => prisma.book.findMany({ where: { state: 'open' } }) // error
export const globalOmitRead = async () => (await new PrismaClient({ adapter, omit: { author: { bio: true } } }).author.findFirstOrThrow()).bio // error
export const globalOmitUndefined = () => new PrismaClient({ adapter, omit: { author: { bio: undefined } } }) // error
export const globalOmitUnknown = () => new PrismaClient({ adapter, omit: { author: { nope: true } } }) // error
export const globalOmitRelation = () => new PrismaClient({ adapter, omit: { author: { books: true } } }) // error
