/** What a new database begins with; may be run again. */
import { prisma } from '.'

const ada = await prisma.user.upsert({
  where: { email: 'ada@example.com' },
  update: {},
  create: {
    email: 'ada@example.com',
    name: 'Ada',
    role: 'ADMIN',
    todos: { create: [{ title: 'Write the first program' }, { title: 'Have tea', completed: true }] },
  },
  include: { _count: { select: { todos: true } } },
})
console.log(`${ada.name} has ${ada._count.todos} todos.`)
await prisma.$disconnect()
