// What Prisma 6's clients had and 7's have not: compiled against ours alone.
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
export const health = async () => {
  const { ok, latency, pool } = await prisma.$health({ timeout: 500 })
  return ok ? latency + pool.idle : 0
}
export const healthOfText = () => prisma.$health({ timeout: 'long' }) // error
export const options = (options: Prisma.PrismaClientOptions) => new PrismaClient(options)
export const kept = () => {
  const holder = globalThis as unknown as { prisma: PrismaClient | undefined }
  return (holder.prisma ??= new PrismaClient({ log: process.env.NODE_ENV === 'development' ? ['error', 'warn'] : ['error'] }))
}
export const disposed = async () => {
  await using client = new PrismaClient()
  return client.user.count()
}
