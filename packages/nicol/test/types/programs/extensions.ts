// `$extends`: the four kinds of extensions, `defineExtension`, and what extended clients are.
import { Prisma, PrismaClient } from '../client.ts'
import { holds, prisma, type Same } from './support.ts'

export const none = () => prisma.$extends({}).user.findMany()
export const named = () => prisma.$extends({ name: 'x' }).user.findFirst({ select: { id: true } })
export const modelMethod = () => prisma.$extends({ model: { user: { async signUp(email: string) { return email.length } } } }).user.signUp('a')
export const modelGeneric = () => prisma.$extends({ model: { user: { pick<T extends 'a' | 'b'>(value: T) { return value } } } }).user.pick('a')
export const allModels = () => prisma.$extends({ model: { $allModels: { hello() { return 'hello' } } } }).post.hello()
export const allModelsContext = () => {
  const extended = prisma.$extends({
    model: {
      $allModels: {
        async exists<T>(this: T, where: Prisma.Args<T, 'findFirst'>['where']): Promise<boolean> {
          const context = Prisma.getExtensionContext(this)
          const result = await (context as any).findFirst({ where })
          return result !== null && context.$name !== undefined
        },
      },
    },
  })
  return extended.user.exists({ email: 'a' })
}
export const allModelsArguments = () => {
  const extended = prisma.$extends({
    model: {
      $allModels: {
        findManyAndCount<Model, Args>(this: Model, args: Prisma.Exact<Args, Prisma.Args<Model, 'findMany'>>): Promise<[Prisma.Result<Model, Args, 'findMany'>, number]> {
          return [this, args] as any
        },
      },
    },
  })
  return extended.user.findManyAndCount({ select: { id: true }, where: { active: true } })
}
export const modelContext = () =>
  prisma.$extends({ model: { user: { async actives() { return Prisma.getExtensionContext(this).findMany({ where: { active: true } }) } } } }).user.actives()
export const modelParent = () =>
  prisma.$extends({ model: { user: { async posts() { return Prisma.getExtensionContext(this).$parent.post.count() } } } }).user.posts()
export const modelReplaced = () => prisma.$extends({ model: { user: { async findMany() { return 'mine' as const } } } }).user.findMany()
export const clientMethod = () => prisma.$extends({ client: { $log: (text: string) => text.length } }).$log('x')
export const clientValue = () => prisma.$extends({ client: { version: 3 } }).version
export const clientContext = () => prisma.$extends({ client: { async $all() { return Prisma.getExtensionContext(this).user.count() } } }).$all()
export const queryOfModel = () => prisma.$extends({ query: { user: { async findMany({ args, query, model, operation }) { args.where = { ...args.where, active: true }; return [await query(args), model, operation] as any } } } }).user.findMany()
export const queryOfAllOperations = () => prisma.$extends({ query: { user: { $allOperations({ args, query, operation }) { return operation === 'findMany' ? query({ ...args }) : query(args) } } } }).user.count()
export const queryOfAllModels = () => prisma.$extends({ query: { $allModels: { async findMany({ model, args, query }) { return model.length ? query({ ...args, take: 10 }) : query(args) } } } }).post.findMany()
export const queryOfEverything = () => prisma.$extends({ query: { $allModels: { async $allOperations({ model, operation, args, query }) { const start = Date.now(); const result = await query(args); return (console.log(model, operation, Date.now() - start), result) } } } }).post.findMany()
export const queryOfAll = () => prisma.$extends({ query: { async $allOperations({ model, operation, args, query }) { return query([model, operation, args]) } } }).user.findMany()
export const queryRaw = () => prisma.$extends({ query: { $queryRaw({ args, query }) { return query(Prisma.sql`${args} -- x`) } } }).$queryRaw`SELECT 1`
export const queryWithResult = () => prisma.$extends({ query: { post: { async create({ args, query }) { const post = await query(args); return { ...post, title: post.title?.toUpperCase() } } } } }).post.create({ data: { title: 'x', slug: 'x', authorId: 1 } })
const computed = prisma.$extends({ result: { user: { label: { needs: { email: true, name: true }, compute: (user) => `${user.name} <${user.email}>` } } } })
export const resultField = () => computed.user.findFirstOrThrow()
export const resultSelected = () => computed.user.findFirstOrThrow({ select: { label: true } })
export const resultOmitted = () => computed.user.findFirstOrThrow({ omit: { label: true } })
export const resultIncluded = () => computed.post.findFirstOrThrow({ include: { author: true } })
export const resultOfCreate = () => computed.user.create({ data: { email: 'a', settings: {} }, select: { id: true, label: true } })
export const resultRead = async () => {
  const { label } = await computed.user.findFirstOrThrow()
  holds<Same<typeof label, string>>()
  return label
}
export const resultMethod = async () => (await prisma.$extends({ result: { user: { save: { needs: { id: true }, compute(user) { return () => prisma.user.update({ where: { id: user.id }, data: {} }) } } } } }).user.findFirstOrThrow()).save()
export const resultOfField = async () => (await prisma.$extends({ result: { user: { balance: { needs: { balance: true }, compute: ({ balance }) => balance.toNumber() } } } }).user.findFirstOrThrow()).balance
export const resultOfAll = async () => (await prisma.$extends({ result: { $allModels: { seen: { needs: {}, compute: () => true } } } }).post.findFirstOrThrow()).seen
export const resultTwice = async () => (await computed.$extends({ result: { user: { loud: { needs: { label: true }, compute: (user: { label: string }) => user.label.toUpperCase() } } } }).user.findFirstOrThrow())
export const chained = () => prisma.$extends({ client: { $a: () => 1 } }).$extends({ client: { $b: () => 'b' } }).$b()
export const chainedFirst = () => prisma.$extends({ client: { $a: () => 1 } }).$extends({ model: { user: { x: () => 2 } } }).$a()
export const defined = () => {
  const extension = Prisma.defineExtension({ name: 'x', model: { $allModels: { hello: () => 'hello' } }, client: { $hi: (name: string) => name } })
  return prisma.$extends(extension).$hi('a')
}
export const definedByFunction = () => {
  const extension = Prisma.defineExtension((client) => client.$extends({ model: { post: { titles: async () => ['x'] } } }))
  return prisma.$extends(extension).post.titles()
}
export const definedQuery = () => prisma.$extends(Prisma.defineExtension({ query: { user: { findFirst: ({ args, query }) => query(args) } } })).user.findFirst()
export const definedResult = () => prisma.$extends(Prisma.defineExtension({ result: { user: { full: { needs: { name: true }, compute: (user) => user.name ?? '' } } } })).user.findFirstOrThrow({ select: { full: true } })
export const transaction = () => computed.$transaction(async (tx) => (await tx.user.findFirstOrThrow()).label)
export const batch = () => computed.$transaction([computed.user.findMany(), computed.post.count()])
export const raw = () => computed.$queryRaw<{ n: number }[]>`SELECT 1 AS n`
export const extendedType = () => {
  const make = () => prisma.$extends({ model: { user: { hi: () => 1 } } })
  type Extended = ReturnType<typeof make>
  const use = (client: Extended) => client.user.hi()
  return use(make())
}
export const extendedTransactionType = () => {
  type Tx = Parameters<Parameters<typeof computed.$transaction>[0]>[0]
  const use = (tx: Tx) => tx.user.count()
  return computed.$transaction((tx) => use(tx))
}
export const extendedFluent = () => computed.user.findUniqueOrThrow({ where: { id: 1 } }).posts({ select: { id: true } })
export const extendedAggregate = () => computed.post.aggregate({ _sum: { views: true } })
export const extendedGroup = () => computed.user.groupBy({ by: ['role'], _count: true })
export const extendedCount = () => computed.user.count({ where: { active: true } })
export const extendedPayload = (user: Prisma.Result<typeof computed.user, { select: { label: true } }, 'findFirstOrThrow'>) => user.label
export const extendedArgs = (args: Prisma.Args<typeof computed.user, 'findMany'>) => computed.user.findMany(args)
export const extendedFields = () => computed.user.findMany({ where: { name: { equals: computed.user.fields.email } } })
export const softDelete = () => prisma.$extends({ model: { $allModels: { async softDelete<M, A>(this: M, args: Prisma.Exact<A, Prisma.Args<M, 'update'>>): Promise<Prisma.Result<M, A, 'update'>> { return (Prisma.getExtensionContext(this) as any).update({ ...(args as any), data: { active: false } }) } } } }).user.softDelete({ where: { id: 1 }, data: {} })

export const unknownPart = () => prisma.$extends({ models: {} }) // error
export const noSuchMethod = () => prisma.$extends({ model: { user: { hi: () => 1 } } }).user.ho() // error
export const methodOfOtherModel = () => prisma.$extends({ model: { user: { hi: () => 1 } } }).post.hi() // error
export const methodWrongArgument = () => prisma.$extends({ model: { user: { hi: (n: number) => n } } }).user.hi('x') // error
export const methodResult = () => prisma.$extends({ model: { user: { hi: () => 1 } } }).user.hi().length // error
export const clientUnknown = () => prisma.$extends({ client: { $a: () => 1 } }).$b() // error
export const clientResult = () => prisma.$extends({ client: { $a: () => 1 } }).$a().length // error
export const queryUnknownModel = () => prisma.$extends({ query: { users: { findMany: ({ args, query }: any) => query(args) } } }) // error
export const queryUnknownOperation = () => prisma.$extends({ query: { user: { findAll: ({ args, query }: any) => query(args) } } }) // error
export const queryWrongArgs = () => prisma.$extends({ query: { user: { findMany: ({ query }) => query({ where: { nope: 1 } }) } } }) // error
export const queryWrongRead = () => prisma.$extends({ query: { user: { findMany: ({ args, query }) => query(args.nope) } } }) // error
export const queryNotPromise = () => prisma.$extends({ query: { user: { findMany: () => 1 } } }) // error
export const resultUnknownNeed = () => prisma.$extends({ result: { user: { x: { needs: { nope: true }, compute: () => 1 } } } }) // error
export const resultNotNeeded = () => prisma.$extends({ result: { user: { x: { needs: { id: true }, compute: (user) => user.email } } } }) // error
export const resultWithoutCompute = () => prisma.$extends({ result: { user: { x: { needs: { id: true } } } } }) // error
export const resultNotSelected = async () => (await computed.user.findFirstOrThrow({ select: { id: true } })).label // error
export const resultIsOmitted = async () => (await computed.user.findFirstOrThrow({ omit: { label: true } })).label // error
export const resultInWhere = () => computed.user.findMany({ where: { label: 'x' } }) // error
export const resultOfOther = () => computed.post.findMany({ select: { label: true } }) // error
export const resultType = async (): Promise<number> => (await computed.user.findFirstOrThrow()).label // error
export const extendedUnknown = () => computed.user.findMany({ where: { nope: 1 } }) // error
export const extendedUnknownSelect = () => computed.user.findMany({ select: { nope: true } }) // error
export const extendedWrongData = () => computed.user.create({ data: { email: 1, settings: {} } }) // error
export const extendedOn = () => computed.$on('query', () => {}) // error
export const extendedAsClient = (use: (client: PrismaClient) => void) => use(computed) // error
export const extendedTransaction = () => computed.$transaction((tx) => tx.user.nope()) // error
export const existsWrong = () => prisma.$extends({ model: { $allModels: { exists<T>(this: T, where: Prisma.Args<T, 'findFirst'>['where']) { return where } } } }).user.exists({ nope: 1 }) // error
export const contextWrong = () => prisma.$extends({ model: { user: { x() { return Prisma.getExtensionContext(this).findMany({ where: { nope: 1 } }) } } } }) // error
export const extendTwice = () => prisma.$extends({}, {}) // error
