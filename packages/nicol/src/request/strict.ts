import type { EngineError } from '../engine.js'

/** `strictUndefinedChecks`: an explicit `undefined` anywhere is refused. Throws an `EngineError`. */
export function refuseUndefined(args: unknown): void {
  walk(args, [])
}

function walk(value: unknown, path: string[]): void {
  if (value === null || typeof value !== 'object' || path.length > 300) return
  const prototype: unknown = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return
  for (const [key, inner] of Object.entries(value)) {
    path.push(key)
    if (inner === undefined) {
      throw {
        kind: 'InvalidArgumentValue',
        path: [...path],
        message: `\`${key}\` is given as \`undefined\`, which \`strictUndefinedChecks\` forbids. Give a value, use \`Prisma.skip\`, or leave the key away.`,
      } satisfies EngineError
    }
    walk(inner, path)
    path.pop()
  }
}
