import { prisma } from '../../../../lib/prisma.mjs'

/** How the database is: 503 if it does not answer. */
export async function GET() {
  const health = await prisma.$health()
  return { status: health.ok ? 200 : 503, body: health }
}
