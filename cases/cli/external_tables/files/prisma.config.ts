import { defineConfig, env } from 'prisma/config'

export default defineConfig({
  schema: 'prisma/schema.prisma',
  datasource: { url: env('DATABASE_URL') },
  experimental: { externalTables: true },
  tables: { external: ['public.auth_user'] },
  enums: { external: ['public.role'] },
  migrations: {
    initShadowDb: `
      CREATE TYPE "role" AS ENUM ('admin', 'guest');
      CREATE TABLE "auth_user" (id int PRIMARY KEY, "role" "role" NOT NULL);
    `,
  },
})
