// What no client of Prisma 5 had: compiled against ours alone.
import { PrismaClient } from '../client.ts'

const prisma = new PrismaClient()
export const health = async () => {
  const { ok, latency, pool } = await prisma.$health({ timeout: 500 })
  return ok ? latency + pool.idle : 0
}
export const healthOfText = () => prisma.$health({ timeout: 'long' }) // error
export const disposed = async () => {
  await using client = new PrismaClient()
  return client.user.count()
}
