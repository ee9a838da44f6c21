/** What Prisma 5 threw where a record was not found: an error with the code P2025. */
export const NotFoundError = (runtime as unknown as { NotFoundError: typeof runtime.PrismaClientKnownRequestError }).NotFoundError
export type NotFoundError = runtime.PrismaClientKnownRequestError

