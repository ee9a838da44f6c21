/** `$use`, as Prisma 5 and 6 have it. */

import type { Call } from './call.js'

export interface MiddlewareParams {
  model?: string | undefined
  action: string
  args: unknown
  dataPath: string[]
  runInTransaction: boolean
}

export type Middleware = (
  params: MiddlewareParams,
  next: (params: MiddlewareParams) => Promise<unknown>,
) => Promise<unknown>

/** Sends a call through middlewares, in the order in which they were added, and then on. */
export function throughMiddlewares(
  middlewares: readonly Middleware[],
  call: Call,
  onward: (call: Call) => Promise<unknown>,
): Promise<unknown> {
  const run = async (params: MiddlewareParams, index: number): Promise<unknown> => {
    const middleware = middlewares[index]
    if (middleware) return middleware(params, (changed) => run(changed, index + 1))
    const { model, action, args, runInTransaction } = params
    const transaction = runInTransaction ? call.transaction : undefined
    if (!runInTransaction && call.transaction?.kind === 'batch') call.transaction.batch.absent(call.transaction.index)
    return onward({ ...call, model, action, args, transaction })
  }
  const dataPath = call.path.flatMap((relation) => ['select', relation])
  const { model, action, args } = call
  return run({ model, action, args, dataPath, runInTransaction: call.transaction !== undefined }, 0)
}
