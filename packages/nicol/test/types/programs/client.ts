// The client itself: constructor, raw queries, transactions, events, errors, fluent relations.
import { Prisma, PrismaClient } from '../client.ts'
import { adapter, holds, prisma, type Same } from './support.ts'

export const withLog = () => new PrismaClient({ adapter, log: ['query', 'error'] })
export const withEvents = () => new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }, { emit: 'stdout', level: 'warn' }] })
export const withOptions = () => new PrismaClient({ adapter, errorFormat: 'minimal', transactionOptions: { maxWait: 1, timeout: 2, isolationLevel: 'Serializable' } })
export const withOmit = () => new PrismaClient({ adapter, omit: { user: { password: true }, post: { content: true } } })
export const withComments = () => new PrismaClient({ adapter, comments: [() => ({ application: 'x' })] })
export const withOptionsOfType = (options: Prisma.PrismaClientOptions) => new PrismaClient(options)
export const withLogOfType = (log: Prisma.LogLevel[]) => new PrismaClient({ adapter, log })
export const singleton = () => {
  const holder = globalThis as unknown as { prisma?: PrismaClient }
  return (holder.prisma ??= new PrismaClient({ adapter }))
}
export const subclass = () => {
  class Service extends PrismaClient {
    constructor() {
      super({ adapter })
    }
    async start() {
      await this.$connect()
      return this.user.count()
    }
  }
  return new Service().start()
}
export const globalOmit = async () => {
  const client = new PrismaClient({ adapter, omit: { user: { password: true } } })
  const user = await client.user.findFirstOrThrow()
  holds<'password' extends keyof typeof user ? false : true>()
  return user
}
export const globalOmitOverridden = () => new PrismaClient({ adapter, omit: { user: { password: true } } }).user.findFirstOrThrow({ omit: { password: false } })
export const globalOmitSelected = () => new PrismaClient({ adapter, omit: { user: { password: true } } }).user.findFirstOrThrow({ select: { password: true } })
export const globalOmitInside = () => new PrismaClient({ adapter, omit: { user: { password: true } } }).post.findFirstOrThrow({ include: { author: true } })
export const globalOmitInExtended = () => new PrismaClient({ adapter, omit: { user: { password: true } } }).$extends({}).user.findFirstOrThrow()
export const events = () => {
  const client = new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }, { emit: 'event', level: 'info' }] })
  client.$on('query', (event) => [event.query, event.params, event.duration, event.timestamp.getTime(), event.target])
  client.$on('info', (event) => event.message)
  return client
}
export const eventOfType = () => {
  const client = new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' } as const] })
  client.$on('query', (event: Prisma.QueryEvent) => event.query.length)
}
export const connect = async () => {
  await prisma.$connect()
  await prisma.$disconnect()
}
export const queryRaw = (id: number) => prisma.$queryRaw`SELECT * FROM users WHERE id = ${id}`
export const queryRawTyped = () => prisma.$queryRaw<{ id: number; email: string }[]>`SELECT id, email FROM users`
export const queryRawSql = () => prisma.$queryRaw(Prisma.sql`SELECT ${1}`)
export const queryRawJoin = (ids: number[]) => prisma.$queryRaw`SELECT * FROM users WHERE id IN (${Prisma.join(ids)}) ${ids.length ? Prisma.sql`AND active` : Prisma.empty}`
export const queryRawUnsafe = () => prisma.$queryRawUnsafe<[{ n: bigint }]>('SELECT $1 AS n', 1)
export const executeRaw = (name: string) => prisma.$executeRaw`UPDATE users SET name = ${name}`
export const executeRawUnsafe = () => prisma.$executeRawUnsafe('DELETE FROM users WHERE id = $1', 1)
export const rawText = () => Prisma.raw('now()').sql + Prisma.sql`a${1}`.text
export const rawValues = () => Prisma.join([1, Prisma.sql`x`], ' AND ', '(', ')').values
export const batch = () => prisma.$transaction([prisma.user.findMany(), prisma.post.count(), prisma.$executeRaw`SELECT 1`])
export const batchOptions = () => prisma.$transaction([prisma.user.count()], { isolationLevel: 'ReadCommitted' })
export const batchTypes = async () => {
  const [users, total] = await prisma.$transaction([prisma.user.findMany({ select: { id: true } }), prisma.user.count()])
  holds<Same<typeof users, { id: number }[]>>()
  holds<Same<typeof total, number>>()
  return { users, total }
}
export const batchOfMany = (ids: number[]) => prisma.$transaction(ids.map((id) => prisma.user.update({ where: { id }, data: { active: false } })))
export const batchOfPromises = (promises: Prisma.PrismaPromise<unknown>[]) => prisma.$transaction(promises)
export const interactive = () =>
  prisma.$transaction(async (tx) => {
    const user = await tx.user.create({ data: { email: 'a', settings: {} } })
    await tx.$executeRaw`SELECT 1`
    return tx.post.findMany({ where: { authorId: user.id } })
  })
export const interactiveOptions = () => prisma.$transaction((tx) => tx.user.count(), { maxWait: 1, timeout: 2, isolationLevel: Prisma.TransactionIsolationLevel.Serializable })
export const passedOn = () => {
  const move = async (tx: Prisma.TransactionClient, id: number) => tx.user.update({ where: { id }, data: { points: { increment: 1 } } })
  return prisma.$transaction((tx) => move(tx, 1))
}
export const clientAsTransaction = () => {
  const count = (tx: Prisma.TransactionClient) => tx.user.count()
  return count(prisma)
}
export const omittedClient = () => {
  const count = (tx: Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$use' | '$extends'>) => tx.post.count()
  return prisma.$transaction((tx) => count(tx))
}
export const fluentMany = () => prisma.user.findUnique({ where: { id: 1 } }).posts()
export const fluentArguments = () => prisma.user.findUnique({ where: { id: 1 } }).posts({ where: { published: true }, select: { title: true }, take: 2 })
export const fluentOne = () => prisma.post.findUnique({ where: { id: 'x' } }).author()
export const fluentNullable = () => prisma.post.findUniqueOrThrow({ where: { id: 'x' } }).reviewer()
export const fluentTwice = () => prisma.comment.findUnique({ where: { id: 1 } }).post().author()
export const fluentMore = () => prisma.comment.findUniqueOrThrow({ where: { id: 1 } }).post({ include: { categories: true } })
export const fluentOfCreate = () => prisma.category.create({ data: { name: 'x' } }).posts({ orderBy: { title: 'asc' } })
export const errors = (error: unknown) => {
  if (error instanceof Prisma.PrismaClientKnownRequestError) return [error.code, error.meta?.['target'], error.clientVersion, error.batchRequestIdx] as const
  if (error instanceof Prisma.PrismaClientInitializationError) return [error.errorCode, error.retryable] as const
  if (error instanceof Prisma.PrismaClientValidationError || error instanceof Prisma.PrismaClientRustPanicError) return error.message
  if (error instanceof Prisma.PrismaClientUnknownRequestError) return error.stack
  throw error
}
export const ownError = () => new Prisma.PrismaClientKnownRequestError('x', { code: 'P2002', clientVersion: '7', meta: { target: ['a'] } })
export const decimals = () => new Prisma.Decimal('1.5').plus(2).times('3').toFixed(2).length + Prisma.Decimal.max(1, 2).toNumber() + Prisma.Decimal(3).e
export const isolation = (level: Prisma.TransactionIsolationLevel): 'ReadUncommitted' | 'ReadCommitted' | 'RepeatableRead' | 'Serializable' => level
export const names = () => Object.values(Prisma.ModelName).map((name) => name.length) && Prisma.ModelName.User

export const constructorUnknown = () => new PrismaClient({ adapter, nope: 1 }) // error
export const constructorWrongLog = () => new PrismaClient({ adapter, log: ['debug'] }) // error
export const constructorWrongFormat = () => new PrismaClient({ adapter, errorFormat: 'long' }) // error
export const constructorWrongAdapter = () => new PrismaClient({ adapter: {} }) // error
export const constructorWrongOmit = () => new PrismaClient({ adapter, omit: { user: { nope: true } } }) // error
export const constructorWrongOmitModel = () => new PrismaClient({ adapter, omit: { nope: { id: true } } }) // error
export const constructorWrongIsolation = () => new PrismaClient({ adapter, transactionOptions: { isolationLevel: 'Snapshot' } }) // error
export const globalOmitRead = async () => (await new PrismaClient({ adapter, omit: { user: { password: true } } }).user.findFirstOrThrow()).password // error
export const globalOmitReadInside = async () => (await new PrismaClient({ adapter, omit: { user: { password: true } } }).post.findFirstOrThrow({ include: { author: true } })).author.password // error
export const onWithoutEvents = () => prisma.$on('query', () => {}) // error
export const onOther = () => new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] }).$on('error', () => {}) // error
export const onUnknown = () => new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] }).$on('beforeExit', () => {}) // error
export const eventUnknown = () => new PrismaClient({ adapter, log: [{ emit: 'event', level: 'query' }] }).$on('query', (event) => event.nope) // error
export const queryRawText = () => prisma.$queryRaw('SELECT 1') // error
export const queryRawUnknown = async () => (await prisma.$queryRaw`SELECT 1`).length // error
export const queryRawUnsafeTemplate = () => prisma.$queryRawUnsafe`SELECT 1` // error
export const queryRawWrongType = async (): Promise<string[]> => prisma.$queryRaw<number[]>`SELECT 1` // error
export const executeRawRows = async () => (await prisma.$executeRaw`SELECT 1`).length // error
export const batchOfOther = () => prisma.$transaction([Promise.resolve(1)]) // error
export const batchIsolation = () => prisma.$transaction([prisma.user.count()], { isolationLevel: 'Snapshot' }) // error
export const batchUnknownOption = () => prisma.$transaction([prisma.user.count()], { wait: 1 }) // error
export const batchResult = async () => (await prisma.$transaction([prisma.user.count()]))[1] // error
export const interactiveNotPromise = () => prisma.$transaction((tx) => 1) // error
export const interactiveConnect = () => prisma.$transaction((tx) => tx.$connect()) // error
export const interactiveExtends = () => prisma.$transaction(async (tx) => tx.$extends({})) // error
export const interactiveOn = () => prisma.$transaction(async (tx) => tx.$on('query', () => {})) // error
export const interactiveWrongField = () => prisma.$transaction((tx) => tx.user.findMany({ where: { nope: 1 } })) // error
export const interactiveIsolation = () => prisma.$transaction((tx) => tx.user.count(), { isolationLevel: 'None' }) // error
export const transactionAsClient = () => prisma.$transaction((tx) => ((client: PrismaClient) => client.user.count())(tx)) // error
export const fluentUnknown = () => prisma.user.findUnique({ where: { id: 1 } }).nope() // error
export const fluentOfMany = () => prisma.user.findMany().posts() // error
export const fluentScalar = () => prisma.user.findUnique({ where: { id: 1 } }).email() // error
export const fluentWrongArgument = () => prisma.user.findUnique({ where: { id: 1 } }).posts({ where: { nope: 1 } }) // error
export const fluentToMany = () => prisma.user.findUnique({ where: { id: 1 } }).posts().author() // error
export const fluentNullableRead = async () => (await prisma.user.findUnique({ where: { id: 1 } }).posts()).length // error
export const fluentSelectUnknown = () => prisma.post.findUnique({ where: { id: 'x' } }).author({ select: { nope: true } }) // error
export const errorUnknown = (error: Prisma.PrismaClientKnownRequestError) => error.nope // error
export const errorWithoutCode = () => new Prisma.PrismaClientKnownRequestError('x', { clientVersion: '7' }) // error
export const noSuchError = () => Prisma.PrismaClientError // error
export const noSuchType = (x: Prisma.UserNope) => x // error
export const noSuchModelName = () => Prisma.ModelName.Nope // error
export const connectArgument = () => prisma.$connect('x') // error
export const decimalWrong = () => new Prisma.Decimal({}) // error
