// Models and enums that are called like globals.
import { Prisma, PrismaClient, Set, type Date as DateRow, type Error as ErrorRow, type Promise as PromiseRow } from '../client.ts'
import { adapter } from './support.ts'

const prisma = new PrismaClient({ adapter })
export const dates = () => prisma.date.findMany({ where: { at: { gt: new Date() } } })
export const time = async () => (await prisma.date.findFirstOrThrow()).at.getTime()
export const row = (date: DateRow) => [date.at.toISOString(), date.money?.toFixed(2), date.bytes?.length, date.big, date.kind] as const
export const object = () => prisma.object.findUnique({ where: { id: 1 }, include: { date: true, maps: { include: { promises: { include: { error: true } } } } } })
export const fluent = () => prisma.object.findUnique({ where: { id: 1 } }).date()
export const created = () => prisma.date.create({ data: { at: new Date(), data: { a: [1] }, kind: Set.Symbol, objects: { create: { maps: { create: {} } } } }, include: { objects: true } })
export const promise = async (): Promise<PromiseRow> => prisma.promise.findFirstOrThrow()
export const errors = (error: ErrorRow, thrown: Error) => error.message + thrown.message + thrown.name
export const known = (error: unknown) => error instanceof Prisma.PrismaClientKnownRequestError && error.code
export const arrays = () => prisma.array.findMany({ where: { length: { in: [1] } } })
export const functions = () => prisma.function.findMany({ select: { name: true, call: true } })
export const records = () => prisma.record.count()
export const symbols = () => prisma.symbol.findMany()
export const sql = () => prisma.$queryRaw<{ id: number }[]>(Prisma.sql`SELECT id FROM "Sql" WHERE ${Prisma.empty}`)
export const sqls = () => prisma.sql.create({ data: { id: 1 } })
export const argsAndResults = () => prisma.$transaction([prisma.args.findMany(), prisma.result.count(), prisma.process.findMany()])
export const payload = (date: Prisma.DateGetPayload<{ include: { objects: true } }>) => date.objects[0].at.getTime()
export const args = (args: Prisma.Args<typeof prisma.date, 'findMany'>) => args.where
export const result = (rows: Prisma.Result<typeof prisma.map, { include: { promises: true } }, 'findMany'>) => rows[0].promises[0].id
export const grouped = () => prisma.date.groupBy({ by: ['kind'], _max: { at: true }, _sum: { money: true } })
export const extended = () => prisma.$extends({ result: { date: { year: { needs: { at: true }, compute: ({ at }) => at.getFullYear() } } } }).date.findFirst({ select: { year: true } })
export const names = (name: Prisma.ModelName) => name satisfies 'Date' | 'Object' | 'Map' | 'Promise' | 'Error' | 'Array' | 'Function' | 'Record' | 'Symbol' | 'Sql' | 'Args' | 'Result' | 'process'

export const unknownField = () => prisma.object.findMany({ where: { nope: 1 } }) // error
export const wrongEnum = () => prisma.date.findMany({ where: { kind: 'String' } }) // error
export const wrongRelation = () => prisma.map.findMany({ include: { date: true } }) // error
export const notIncluded = async () => (await prisma.object.findFirstOrThrow()).maps // error
export const missing = () => prisma.error.create({ data: { message: 'x' } }) // error
export const upper = () => prisma.Date.findMany() // error
export const promiseOfOther = async (): Promise<PromiseRow> => prisma.map.findFirstOrThrow() // error
export const enumMember = () => Set.Map // error
export const payloadRead = (date: Prisma.DateGetPayload<{ select: { id: true } }>) => date.at // error
export const selectUnknown = () => prisma.function.findMany({ select: { apply: true } }) // error
export const noSuchModel = () => prisma.string.findMany() // error
export const whereOfOther = (where: Prisma.MapWhereInput) => prisma.object.findUnique({ where }) // error
