// What the programs share: a client that nobody connects, and a way to say what a type must be.
import type { SqlDriverAdapterFactory } from '@prisma/client/runtime/client'
import { PrismaClient } from '../client.ts'

export declare const adapter: SqlDriverAdapterFactory
export const prisma = new PrismaClient({ adapter })

export type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
/** Compiles where `T` is `true`. */
export declare function holds<T extends true>(): T
