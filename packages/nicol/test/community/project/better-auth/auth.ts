import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { admin } from 'better-auth/plugins'
import { prisma } from './client'

export const auth = betterAuth({
  secret: 'a secret of the test, which is long enough for the library',
  baseURL: 'http://localhost:3000',
  database: prismaAdapter(prisma, { provider: (process.env.PROVIDER ?? 'postgresql') as 'postgresql' | 'sqlite', transaction: true }),
  emailAndPassword: { enabled: true },
  plugins: [admin()],
})
