Object.defineProperty(exports, "__esModule", { value: true })

const Prisma = {}
exports.Prisma = Prisma
exports.$Enums = {}

Prisma.PrismaClientKnownRequestError = runtime.PrismaClientKnownRequestError
Prisma.PrismaClientUnknownRequestError = runtime.PrismaClientUnknownRequestError
Prisma.PrismaClientRustPanicError = runtime.PrismaClientRustPanicError
Prisma.PrismaClientInitializationError = runtime.PrismaClientInitializationError
Prisma.PrismaClientValidationError = runtime.PrismaClientValidationError
Prisma.Decimal = runtime.Decimal
Prisma.sql = runtime.sqltag
Prisma.empty = runtime.empty
Prisma.join = runtime.join
Prisma.raw = runtime.raw
Prisma.Sql = runtime.Sql
Prisma.validator = runtime.Public.validator
Prisma.getExtensionContext = runtime.Extensions.getExtensionContext
Prisma.defineExtension = runtime.Extensions.defineExtension
Prisma.DbNull = runtime.DbNull
Prisma.JsonNull = runtime.JsonNull
Prisma.AnyNull = runtime.AnyNull
Prisma.NullTypes = runtime.NullTypes
