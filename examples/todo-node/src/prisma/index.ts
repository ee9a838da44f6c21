/** The one client of the process. */
import { PrismaClient } from './generated/client'

const kept = globalThis as { prisma?: PrismaClient }

export const prisma = kept.prisma ?? new PrismaClient({ log: ['warn', 'error'] })

// A server that reloads its modules keeps the client, and so its connections.
if (process.env.NODE_ENV !== 'production') kept.prisma = prisma
