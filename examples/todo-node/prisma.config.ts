import { defineConfig } from 'nicol/config'

export default defineConfig({
  schema: 'src/prisma/schema',
  migrations: { path: 'src/prisma/migrations', seed: 'tsx src/prisma/seed.ts' },
  datasource: { url: process.env.DATABASE_URL },
})
