/** `Prisma.skip`: stands where a key should be as good as absent, also under `strictUndefinedChecks`. */
export class Skip {
  /** The value, or `skip` for `undefined`. */
  ifUndefined<T>(value: T | undefined): T | Skip {
    return value === undefined ? skip : value
  }
}

export const skip = new Skip()

export function isSkip(value: unknown): value is Skip {
  return value instanceof Skip
}
