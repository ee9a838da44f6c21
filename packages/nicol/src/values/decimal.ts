import { Decimal as DecimalJs } from 'decimal.js'

/** decimal.js with the settings of Prisma's clients; a class of its own, so that an application's settings don't matter. */
export const Decimal = DecimalJs.clone({
  precision: 20,
  rounding: 4,
  toExpNeg: -7,
  toExpPos: 21,
  maxE: 9e15,
  minE: -9e15,
  crypto: false,
  modulo: 1,
  defaults: true,
})
export type Decimal = DecimalJs

/** What counts as a decimal: any copy of decimal.js, and whatever looks like it. */
export interface DecimalLike {
  d: number[]
  e: number
  s: number
  toFixed(): string
}

export function isDecimal(value: unknown): value is DecimalLike {
  if (value === null || typeof value !== 'object') return false
  if (DecimalJs.isDecimal(value)) return true
  const like = value as Partial<DecimalLike>
  return (
    typeof like.s === 'number' && typeof like.e === 'number' && typeof like.toFixed === 'function' && Array.isArray(like.d)
  )
}
