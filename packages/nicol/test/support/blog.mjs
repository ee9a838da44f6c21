/** The schema of the tests beside the published client. */
export const models = `
model User {
  id Int @id @default(autoincrement())
  email String @unique
  name String?
  role String @default("USER")
  balance Decimal @default(0)
  posts Post[]
  profile Profile?
}
model Profile {
  id Int @id @default(autoincrement())
  bio String
  user User @relation(fields: [userId], references: [id])
  userId Int @unique
}
model Post {
  id Int @id @default(autoincrement())
  title String
  author User @relation(fields: [authorId], references: [id])
  authorId Int
}
`
