export default { schema: "prisma/postgres.prisma", datasource: { url: "postgresql://ann:s3cret@localhost:1/app", shadowDatabaseUrl: "postgresql://ann:s3cret@localhost:1/app" } }
