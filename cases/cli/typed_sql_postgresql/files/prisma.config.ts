export default {
  schema: 'prisma/schema.prisma',
  typedSql: { path: 'queries' },
  datasource: { url: process.env.DATABASE_URL },
}
