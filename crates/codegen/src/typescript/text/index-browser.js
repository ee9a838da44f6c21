Object.defineProperty(exports, "__esModule", { value: true })

const Prisma = {}
exports.Prisma = Prisma
exports.$Enums = {}

const elsewhere = (name) => () => {
  throw new Error(`${name} needs a database driver, which ${runtime.getRuntime().prettyName} has not: import it in code that runs in Node.js or Bun, and send results from there.`)
}

Prisma.PrismaClientKnownRequestError = elsewhere('PrismaClientKnownRequestError')
Prisma.PrismaClientUnknownRequestError = elsewhere('PrismaClientUnknownRequestError')
Prisma.PrismaClientRustPanicError = elsewhere('PrismaClientRustPanicError')
Prisma.PrismaClientInitializationError = elsewhere('PrismaClientInitializationError')
Prisma.PrismaClientValidationError = elsewhere('PrismaClientValidationError')
Prisma.Decimal = runtime.Decimal
Prisma.sql = elsewhere('Prisma.sql')
Prisma.empty = elsewhere('Prisma.empty')
Prisma.join = elsewhere('Prisma.join')
Prisma.raw = elsewhere('Prisma.raw')
Prisma.validator = runtime.Public.validator
Prisma.getExtensionContext = elsewhere('Prisma.getExtensionContext')
Prisma.defineExtension = elsewhere('Prisma.defineExtension')
Prisma.DbNull = runtime.DbNull
Prisma.JsonNull = runtime.JsonNull
Prisma.AnyNull = runtime.AnyNull
Prisma.NullTypes = runtime.NullTypes
