/** What Prisma 5 threw where a record was not found: an error with the code P2025. */
class NotFoundError extends runtime.PrismaClientKnownRequestError {}

