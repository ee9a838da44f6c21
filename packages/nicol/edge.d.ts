export * from '.prisma/client/edge'
