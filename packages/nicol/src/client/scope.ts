/** One face of a client: the one that was constructed, an extended one, or one inside a transaction. */

import type { Engine, TransactionId } from '../engine.js'
import type { ExtensionList } from '../extensions/list.js'
import type { Nesting } from '../transaction/interactive.js'
import type { Core } from './core.js'

/** Names an interactive transaction. */
export interface InteractiveTicket {
  readonly kind: 'itx'
  readonly id: TransactionId
  /** The one that has it: after a disconnect the client may have another, with other transactions of these numbers. */
  readonly engine: Engine
}

/** Makes the faces that transactions of one client get. */
export type Inside = new (scope: Scope) => object

export class Scope {
  /** The models' delegates that were used so far. */
  delegates: Map<string, object> | undefined
  /** Of a client outside of transactions: made when its first transaction begins. */
  inside: Inside | undefined
  /** Of transactions: classes of delegates by model, shared by all transactions of a client. */
  readonly delegateClasses: Map<string, new (scope: Scope) => object>

  constructor(
    readonly core: Core,
    readonly extensions: ExtensionList,
    /** `$parent`: what this was extended from. */
    readonly parent: () => object,
    /** The transaction that all calls run in. */
    readonly transaction?: InteractiveTicket,
    readonly nesting?: Nesting,
    delegateClasses?: Map<string, new (scope: Scope) => object>,
  ) {
    this.delegateClasses = delegateClasses ?? new Map()
  }
}

export const SCOPE = Symbol('nicol.scope')

export interface Scoped {
  [SCOPE]?: Scope
}

export function scopeOf(client: object): Scope {
  const scope = (client as Scoped)[SCOPE]
  if (!scope) {
    throw new TypeError(
      'A method of the Prisma Client was called without its client. Call it as `prisma.$method(…)`, or bind it.',
    )
  }
  return scope
}

export function setScope(client: object, scope: Scope): void {
  Object.defineProperty(client, SCOPE, { value: scope, configurable: true })
}
