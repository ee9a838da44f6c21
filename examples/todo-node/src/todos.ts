/** What the service does, as queries. */
import { prisma } from './prisma'
import type { Prisma } from './prisma/generated/client'

/** Everybody, with how much each has to do. */
export const people = () =>
  prisma.user.findMany({
    select: { id: true, name: true, email: true, _count: { select: { todos: { where: { completed: false } } } } },
    orderBy: { name: 'asc' },
  })

export const addPerson = (data: Prisma.UserCreateInput) => prisma.user.create({ data })

/** A page of todos, the newest first: `after` is the last one of the page before. */
export function page(query: URLSearchParams) {
  const after = query.get('after')
  const done = query.get('done')
  const text = query.get('text')
  return prisma.todo.findMany({
    where: {
      ...(done !== null && { completed: done === 'true' }),
      ...(text !== null && { title: { contains: text } }),
    },
    include: { user: { select: { name: true } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 20,
    ...(after !== null && { cursor: { id: after }, skip: 1 }),
  })
}

export const add = (data: Prisma.TodoUncheckedCreateInput) => prisma.todo.create({ data })

export const change = (id: string, data: Prisma.TodoUncheckedUpdateInput) => prisma.todo.update({ where: { id }, data })

export const remove = (id: string) => prisma.todo.delete({ where: { id } })

/** How many there are of each kind, in one transaction: the numbers fit each other. */
export async function stats() {
  const [total, byState, busiest] = await prisma.$transaction([
    prisma.todo.count(),
    prisma.todo.groupBy({ by: ['completed'], _count: true, orderBy: { completed: 'asc' } }),
    prisma.user.findFirst({ orderBy: { todos: { _count: 'desc' } }, select: { name: true } }),
  ])
  return { total, byState, busiest: busiest?.name }
}
