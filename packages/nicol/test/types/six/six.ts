// What clients of Prisma 5 and 6 had, and 7's have not.
import { Prisma, PrismaClient } from '../client.ts'

export const none = () => new PrismaClient()
export const empty = () => new PrismaClient({})
export const datasources = () => new PrismaClient({ datasources: { db: { url: process.env.DATABASE_URL + '?connection_limit=10' } } })
export const datasourceWithoutUrl = () => new PrismaClient({ datasources: { db: {} } })
export const datasourceUrl = () => new PrismaClient({ datasourceUrl: 'postgresql://localhost/x', log: ['query'] })
export const maybeUrl = (url?: string) => new PrismaClient({ datasourceUrl: url })
export const otherDatasource = () => new PrismaClient({ datasources: { main: { url: 'x' } } }) // error
export const datasourceOfNumber = () => new PrismaClient({ datasources: { db: { url: 7 } } }) // error
export const datasourceUrlOfNumber = () => new PrismaClient({ datasourceUrl: 7 }) // error
export const unknownOption = () => new PrismaClient({ datasourceURL: 'postgresql://localhost/x' }) // error
export const withOmit = () => new PrismaClient({ omit: { user: { email: true } } }).user.findFirstOrThrow().then((user) => user.id)
export const omitted = () => new PrismaClient({ omit: { user: { email: true } } }).user.findFirstOrThrow().then((user) => user.email) // error
const prisma = new PrismaClient()
export const middleware = () =>
  prisma.$use(async (params, next) => {
    const model: string | undefined = params.model
    return model === 'User' && params.action === 'findMany' ? next({ ...params, args: { ...params.args, take: 1 } }) : next(params)
  })
export const middlewareOfType = (): Prisma.Middleware => async (params, next) => next(params)
export const middlewareWithoutNext = () => prisma.$use(async (params) => params.model.length) // error
export const notFound = (error: unknown) => error instanceof Prisma.NotFoundError && error.code
export const metricsJson = async () => (await prisma.$metrics.json()).counters.map(({ key, value, labels, description }) => [key, value, labels, description] as const)
export const metricsText = () => prisma.$metrics.prometheus({ globalLabels: { server: 'a' } })
export const metricsUnknown = () => prisma.$metrics.text() // error
export const rejected = () => new PrismaClient({ rejectOnNotFound: true }) // error
export const events = () => void new PrismaClient({ log: [{ emit: 'event', level: 'query' }] }).$on('query', (event) => event.duration)
export const options = (options: Prisma.PrismaClientOptions) => new PrismaClient(options)
export const kept = () => {
  const holder = globalThis as unknown as { prisma: PrismaClient | undefined }
  return (holder.prisma ??= new PrismaClient({ log: process.env.NODE_ENV === 'development' ? ['error', 'warn'] : ['error'] }))
}
