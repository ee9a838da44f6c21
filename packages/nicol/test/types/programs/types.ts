// Types of the `Prisma` namespace, and the helpers that people write with them.
import type { Decimal, DefaultArgs, InternalArgs, ITXClientDenyList, JsonValue } from '@prisma/client/runtime/client'
import { Prisma, type PrismaClient, type $Enums, type User, type Post, Role } from '../client.ts'
import { holds, prisma, type Same } from './support.ts'

export const model = async (): Promise<User> => prisma.user.findFirstOrThrow()
export const models = async (): Promise<Post[]> => prisma.post.findMany()
export const payload = async (): Promise<Prisma.UserGetPayload<{ include: { posts: true } }>> => prisma.user.findFirstOrThrow({ include: { posts: true } })
export const payloadSelect = (user: Prisma.UserGetPayload<{ select: { id: true; posts: { select: { title: true } } } }>) => user.posts[0].title
export const payloadOmit = (user: Prisma.UserGetPayload<{ omit: { password: true } }>) => user
export const payloadOfArgs = (user: Prisma.UserGetPayload<Prisma.UserDefaultArgs>) => user
export const payloadOfTrue = (user: Prisma.UserGetPayload<true>) => user
const withPosts = { include: { posts: { include: { comments: true } } } } satisfies Prisma.UserDefaultArgs
export const satisfied = (user: Prisma.UserGetPayload<typeof withPosts>) => user.posts[0].comments.length
export const satisfiedCall = () => prisma.user.findMany(withPosts)
export const resultOf = (users: Prisma.Result<typeof prisma.user, { select: { id: true } }, 'findMany'>) => users[0].id
export const resultOfCreate = (user: Prisma.Result<typeof prisma.user, {}, 'create'>) => user.email
export const resultOfCount = (count: Prisma.Result<typeof prisma.user, {}, 'count'>) => count + 1
export const resultOfGroup = (rows: Prisma.Result<typeof prisma.user, { by: ['role']; _count: true }, 'groupBy'>) => rows[0].role
export const resultOfAggregate = (row: Prisma.Result<typeof prisma.post, { _sum: { views: true } }, 'aggregate'>) => row._sum.views
export const argsOf = (args: Prisma.Args<typeof prisma.user, 'findMany'>) => prisma.user.findMany(args)
export const argsOfKey = (where: Prisma.Args<typeof prisma.post, 'update'>['where']) => where.id
export const payloadOf = (scalars: Prisma.Payload<typeof prisma.user>['scalars']) => scalars.email
export const exact = <T>(args: Prisma.Exact<T, Prisma.UserFindManyArgs>) => args
export const exactCall = () => exact({ select: { id: true } })
export const awaited = (users: Awaited<ReturnType<typeof model>>) => users.email
export const parameters = (args: Parameters<typeof prisma.user.findMany>[0]) => args?.where
export const returned = (value: Awaited<ReturnType<typeof prisma.user.findMany>>) => value
export const paged = async <T extends Prisma.UserFindManyArgs>(args: Prisma.SelectSubset<T, Prisma.UserFindManyArgs>) => prisma.user.findMany<T>(args)
export const pagedCall = () => paged({ select: { id: true }, take: 1 })
export const generic = async <T extends Prisma.UserInclude>(include: T): Promise<Prisma.UserGetPayload<{ include: T }> | null> => prisma.user.findFirst({ include }) as any
export const genericCall = async () => (await generic({ posts: true }))?.posts
export const genericSelect = <S extends Prisma.UserSelect>(select: Prisma.Subset<S, Prisma.UserSelect>) => select as S
export const genericSelectCall = () => genericSelect({ id: true, posts: { select: { id: true } } })
export const repository = () => {
  class Repository {
    constructor(private readonly client: PrismaClient | Prisma.TransactionClient) {}
    find(where: Prisma.UserWhereUniqueInput, include?: Prisma.UserInclude) {
      return this.client.user.findUnique({ where, include })
    }
    create(data: Prisma.UserCreateInput) {
      return this.client.user.create({ data })
    }
    list<T extends Prisma.UserFindManyArgs>(args?: Prisma.SelectSubset<T, Prisma.UserFindManyArgs>) {
      return this.client.user.findMany(args)
    }
  }
  return new Repository(prisma).list({ select: { email: true } })
}
export const delegate = () => {
  const count = (of: { count(args?: { where?: object }): Promise<number> }) => of.count()
  return Promise.all([count(prisma.user), count(prisma.post)])
}
export const delegateByName = (name: 'user' | 'post' | 'category') => (prisma[name] as { deleteMany(): Promise<{ count: number }> }).deleteMany()
export const delegateType = (users: Prisma.UserDelegate) => users.findMany({ select: { id: true } })
export const delegateOfClient = (users: PrismaClient['user']) => users.count()
export const modelNames = (name: Prisma.ModelName) => name satisfies 'User' | 'Post' | 'Profile' | 'Category' | 'Comment' | 'Organization' | 'Membership' | 'Order' | 'OrderLine' | 'Legacy'
export const typeMap = (args: Prisma.TypeMap['model']['User']['operations']['findMany']['args']) => args.where?.email
export const propsOfClient = (name: Prisma.TypeMap['meta']['modelProps']) => prisma[name]
export const clients = (client: Omit<PrismaClient, ITXClientDenyList>) => client.user.count()
export const internalArgs = <ExtArgs extends InternalArgs = DefaultArgs>(args: Prisma.UserFindManyArgs<ExtArgs>) => args.take
export const runtimeTypes = (value: JsonValue, decimal: Decimal): string => JSON.stringify(value) + decimal.toString()
export const decimalLike = (value: Prisma.DecimalJsLike) => value.toFixed()
export const enumType = (role: $Enums.Role): Role => role
export const enumValues = () => Object.keys(Role) satisfies string[]
export const enumRecord: Record<Role, string> = { USER: 'u', EDITOR: 'e', ADMIN: 'a' }
export const enumSwitch = (role: Role): number => {
  switch (role) {
    case 'USER':
      return 1
    case Role.EDITOR:
      return 2
    case 'ADMIN':
      return 3
  }
}
export const scalarFields = (field: Prisma.UserScalarFieldEnum) => prisma.user.findMany({ select: { [field]: true } })
export const isKey = (key: string): key is keyof User => key in Prisma.UserScalarFieldEnum
export const inputs = (data: Prisma.UserCreateInput): Prisma.UserUpdateInput => ({ email: data.email, name: data.name })
export const uncheckedInputs = (data: Prisma.PostUncheckedCreateInput) => ({ ...data, authorId: 1 }) satisfies Prisma.PostUncheckedCreateInput
export const whereUnique = (id: number): Prisma.UserWhereUniqueInput => ({ id })
export const whereUniqueCompound = (): Prisma.PostWhereUniqueInput => ({ authorId_slug: { authorId: 1, slug: 'x' } })
export const orderBys = (): Prisma.PostOrderByWithRelationInput[] => [{ author: { name: { sort: 'asc', nulls: 'first' } } }, { _relevance: undefined } as never]
export const filters = (filter: Prisma.StringFilter<'User'>): Prisma.UserWhereInput => ({ email: filter })
export const nullableFilter = (filter: Prisma.StringNullableFilter) => ({ name: filter })
export const jsonValues = (value: Prisma.JsonValue): Prisma.InputJsonValue | undefined => (value === null ? undefined : (value as Prisma.InputJsonValue))
export const jsonObject = (value: Prisma.JsonObject) => Object.keys(value)
export const jsonNarrowed = async () => {
  const { settings } = await prisma.user.findFirstOrThrow({ select: { settings: true } })
  return settings && typeof settings === 'object' && !Array.isArray(settings) ? settings['theme'] : undefined
}
export const batchPayload = (payload: Prisma.BatchPayload) => payload.count
export const aggregateType = async (): Promise<Prisma.AggregatePost['_sum']> => ({ authorId: null, views: null, rating: null, reviewerId: null })
export const version = () => Prisma.prismaVersion.client
export const serialized = (user: User) => JSON.parse(JSON.stringify(user)) as Omit<User, 'createdAt'> & { createdAt: string }
export const dto = ({ password, ...user }: User) => ({ ...user, hasPassword: password !== '' })
export const partial = (user: Partial<User>) => user.email?.length
export const picked = (user: Pick<User, 'id' | 'email'>) => user.id
export const modelKeys = (key: keyof User) => key satisfies string
export const mapOfModels = (users: User[]) => new Map(users.map((user) => [user.id, user] as const))
export const errorType = (error: Prisma.PrismaClientKnownRequestError): string => error.code
export const promiseType = (promise: Prisma.PrismaPromise<User[]>): Promise<User[]> => promise
export const transactionType = async (tx: Prisma.TransactionClient) => (await tx.user.findMany()).length
export const logTypes = (level: Prisma.LogLevel, event: Prisma.LogEvent): string => level + event.message
export const nullTypes = (value: typeof Prisma.DbNull | typeof Prisma.JsonNull) => value === Prisma.DbNull
export const enumsOfNulls = () => [Prisma.NullableJsonNullValueInput.DbNull, Prisma.JsonNullValueFilter.AnyNull, Prisma.JsonNullValueInput.JsonNull] as const
export const mockOfClient = (mock: { [K in 'user' | 'post']: PrismaClient[K] }) => mock.user.findMany()
export const sameModel = () => holds<Same<User, Prisma.UserGetPayload<{}>>>()

export const payloadUnknown = (user: Prisma.UserGetPayload<{ include: { nope: true } }>) => user // error
export const payloadRead = (user: Prisma.UserGetPayload<{ select: { id: true } }>) => user.email // error
export const payloadReadOmitted = (user: Prisma.UserGetPayload<{ omit: { password: true } }>) => user.password // error
export const modelHasNoRelations = (user: User) => user.posts // error
export const modelIncomplete = (): User => ({ id: 1, email: 'a' }) // error
export const modelFromSelected = async (): Promise<User> => prisma.user.findFirstOrThrow({ select: { id: true } }) // error
export const modelFromNullable = async (): Promise<User> => prisma.user.findFirst() // error
export const resultRead = (users: Prisma.Result<typeof prisma.user, { select: { id: true } }, 'findMany'>) => users[0].email // error
export const resultOperation = (user: Prisma.Result<typeof prisma.user, {}, 'findAll'>) => user // error
export const argsUnknown = (): Prisma.Args<typeof prisma.user, 'findMany'> => ({ nope: 1 }) // error
export const exactUnknown = () => exact({ select: { nope: true } }) // error
export const pagedUnknown = () => paged({ nope: 1 }) // error
export const pagedWhere = () => paged({ where: { nope: 1 } }) // error
export const pagedRead = async () => (await paged({ select: { id: true } }))[0].email // error
export const genericUnknown = () => generic({ nope: true }) // error
export const genericRead = async () => (await generic({ posts: true }))?.profile // error
export const subsetUnknown = () => genericSelect({ nope: true }) // error
export const enumWrong = (): $Enums.Role => 'OWNER' // error
export const enumMissing: Record<Role, string> = { USER: 'u', ADMIN: 'a' } // error
export const enumFromText = (text: string): Role => text // error
export const enumMember = () => Role.OWNER // error
export const scalarFieldWrong = (): Prisma.UserScalarFieldEnum => 'posts' // error
export const whereUniqueEmpty = (): Prisma.UserWhereUniqueInput => ({}) // error
export const whereUniqueOrdinary = (): Prisma.UserWhereUniqueInput => ({ name: 'x' }) // error
export const whereUnknown = (): Prisma.UserWhereInput => ({ nope: 1 }) // error
export const createIncomplete = (): Prisma.UserCreateInput => ({ email: 'a' }) // error
export const createUnknown = (): Prisma.UserCreateInput => ({ email: 'a', settings: {}, nope: 1 }) // error
export const updateWrong = (): Prisma.UserUpdateInput => ({ active: 'yes' }) // error
export const orderWrong = (): Prisma.PostOrderByWithRelationInput => ({ title: 'up' }) // error
export const selectWrong = (): Prisma.UserSelect => ({ nope: true }) // error
export const jsonFromDate = (value: Date): Prisma.JsonValue => value // error
export const jsonFromNull = (): Prisma.InputJsonValue => null // error
export const nullsOfInput = (): Prisma.InputJsonValue => Prisma.DbNull // error
export const transactionConnect = (tx: Prisma.TransactionClient) => tx.$connect() // error
export const modelNameWrong = (): Prisma.ModelName => 'user' // error
export const modelPropWrong = (): Prisma.TypeMap['meta']['modelProps'] => 'User' // error
export const bytesWrong = (user: User): string => user.avatar // error
export const promiseWrong = (): Prisma.PrismaPromise<number> => Promise.resolve(1) // error
export const satisfiesWrong = { include: { nope: true } } satisfies Prisma.UserDefaultArgs // error
export const delegateWrong = (users: Prisma.UserDelegate) => users.nope() // error
