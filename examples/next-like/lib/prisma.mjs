/** One client for the process, however often this module is loaded. */
import { PrismaClient } from './generated/index.js'

export const prisma = (globalThis.prisma ??= new PrismaClient())
