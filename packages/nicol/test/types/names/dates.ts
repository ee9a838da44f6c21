// Beside a model `Date`, the times of `prisma-client-js` are anything, in Prisma too: these are for the other generator.
import type { Date as DateRow } from '../client.ts'
import { prisma } from './support.ts'

export const dateOfRow = (date: DateRow): number => date.getTime() // error
export const rowOfDate = (): DateRow => new Date() // error
export const wrongType = () => prisma.date.findMany({ where: { at: 1 } }) // error
export const times = async () => (await prisma.date.findMany()).map((date) => date.at)
