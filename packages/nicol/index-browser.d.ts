export * from '.prisma/client/index-browser'
