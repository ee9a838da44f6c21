/** Values that are made of a text. */

import { Decimal } from '../values/decimal.js'

export function decimal(text: string): Decimal {
  return new Decimal(text)
}

/** Bytes with a buffer of their own, as in Prisma: small ones of Node.js share one. */
export function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'))
}
