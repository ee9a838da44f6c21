// Programs over a client that prisma-json-types-generator has rewritten.
import { Prisma } from '../client.ts'
import { PrismaClient } from '../client.ts'

declare global {
  namespace PrismaJson {
    type Settings = { theme: 'dark' | 'light'; size?: number }
    type Step = { name: string; done: boolean }
  }
}
declare const prisma: PrismaClient

export const read = () => prisma.account.findFirstOrThrow()
export const field = async () => (await prisma.account.findFirstOrThrow()).settings.theme
export const nullable = async () => (await prisma.account.findFirstOrThrow()).previous?.theme
export const list = async () => (await prisma.account.findFirstOrThrow()).steps.map((step) => step.done)
export const related = async () => (await prisma.account.findMany({ include: { events: true } }))[0].events[0].step.name
export const literal = async () => (await prisma.account.findFirstOrThrow({ select: { size: true } })).size satisfies 'small' | 'large'
export const create = () => prisma.account.create({ data: { settings: { theme: 'dark' }, steps: [{ name: 'x', done: true }], size: 'small', numbers: [1], plain: { a: 1 } } })
export const update = () => prisma.account.update({ where: { id: 1 }, data: { settings: { theme: 'light', size: 2 }, previous: Prisma.DbNull, steps: { push: { name: 'y', done: false } } } })
export const nested = () => prisma.account.update({ where: { id: 1 }, data: { events: { create: { id: 1, step: { name: 'x', done: true } } } } })
export const where = () => prisma.account.findMany({ where: { size: 'small', settings: { path: ['theme'], equals: 'dark' } } })
export const payload = (account: Prisma.AccountGetPayload<{ select: { settings: true; events: { select: { step: true } } } }>) => account.events[0].step.done

export const wrongRead = async () => (await prisma.account.findFirstOrThrow()).settings.nope // error
export const wrongValue = () => prisma.account.update({ where: { id: 1 }, data: { settings: { theme: 'blue' } } }) // error
export const wrongList = () => prisma.account.update({ where: { id: 1 }, data: { steps: [{ name: 1 }] } }) // error
export const wrongText = () => prisma.account.update({ where: { id: 1 }, data: { size: 'medium' } }) // error
export const wrongNested = () => prisma.event.create({ data: { id: 1, step: { nope: 1 }, accountId: 1 } }) // error
export const wrongWhere = () => prisma.account.findMany({ where: { size: 'medium' } }) // error
