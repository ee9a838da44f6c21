/** What the guides' code finds in the database. */
import { prisma } from '@/prisma'

await prisma.profile.deleteMany()
await prisma.product.deleteMany()
await prisma.user.deleteMany()
await prisma.user.create({
  data: {
    id: 'user-id',
    email: 'someone@example.com',
    name: 'Someone',
    todos: {
      create: [
        { id: 'todo-id', title: 'Write' },
        ...[1, 2, 3, 4, 5, 6].map((n) => ({ title: `Todo ${n}`, completed: n > 3 })),
      ],
    },
    files: { create: { name: 'a', originalName: 'a.txt', mimeType: 'text/plain', size: 3, path: '/a', url: '/files/a' } },
  },
})
await prisma.$disconnect()
