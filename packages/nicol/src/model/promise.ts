/** The promise of a model's call, with the fluent API on it: `prisma.user.findUnique(…).posts()`. */

import type { Scope } from '../client/scope.js'
import { CallSite } from '../errors/call-site.js'
import type { RuntimeDataModel } from '../config.js'
import type { Call, Ticket } from '../request/call.js'
import { perform } from '../request/perform.js'
import { PrismaPromise } from '../request/promise.js'
import { own, set } from '../values/own.js'
import type { ModelAction } from './actions.js'

type Arguments = Record<string, unknown>

export class ModelPromise extends PrismaPromise {
  readonly #scope: Scope
  readonly #model: string
  readonly #action: ModelAction
  readonly #args: Arguments | undefined
  readonly #path: readonly string[]
  readonly #site: CallSite | undefined

  constructor(
    scope: Scope,
    model: string,
    action: ModelAction,
    args: Arguments | undefined,
    path: readonly string[],
    site: CallSite | undefined,
  ) {
    super()
    this.#scope = scope
    this.#model = model
    this.#action = action
    this.#args = args
    this.#path = path
    this.#site = site
  }

  /** What was called, as Prisma's promises tell it. */
  get spec(): { model: string; action: ModelAction; args: Arguments | undefined } {
    return { model: this.#model, action: this.#action, args: this.#args }
  }

  protected start(ticket?: Ticket): Promise<unknown> {
    const call: Call = {
      model: this.#model,
      action: this.#action,
      args: this.#args,
      path: this.#path,
      site: this.#site,
      transaction: ticket ?? this.#scope.transaction,
    }
    return perform(this.#scope, call)
  }

  /** The relation `name` of what this call gives. */
  static follow(promise: ModelPromise, name: string, type: string, args: Arguments | undefined, below: () => unknown): ModelPromise {
    const path = [...promise.#path, name]
    const nested = select(promise.#args ?? {}, path, args ?? true)
    const site = promise.#scope.core.notesSites ? new CallSite(below) : undefined
    const Type = fluentClass(promise.#scope.core.config.runtimeDataModel, type)
    return new Type(promise.#scope, promise.#model, promise.#action, nested, path, site)
  }
}

/** Arguments with a nested `select` along the path. */
function select(args: Arguments, path: readonly string[], last: unknown): Arguments {
  const [name, ...rest] = path as [string, ...string[]]
  const selection = { ...(args['select'] as Arguments | undefined) }
  const inner = selection[name]
  const below = inner !== null && typeof inner === 'object' ? (inner as Arguments) : {}
  set(selection, name, rest.length > 0 ? select(below, rest, last) : last)
  return { ...args, select: selection }
}

const classes = new WeakMap<RuntimeDataModel, Map<string, typeof ModelPromise>>()

/** The promises of one model: a method for each of its relations. */
export function fluentClass(data: RuntimeDataModel, model: string): typeof ModelPromise {
  let known = classes.get(data)
  if (!known) classes.set(data, (known = new Map()))
  const found = known.get(model)
  if (found) return found
  class FluentPromise extends ModelPromise {}
  known.set(model, FluentPromise)
  for (const { name, kind, type } of own(data.models, model)?.fields ?? []) {
    // A relation that is called as a promise's own method would make it no promise.
    if (kind !== 'object' || name in ModelPromise.prototype) continue
    Object.defineProperty(FluentPromise.prototype, name, {
      configurable: true,
      get(this: ModelPromise) {
        const relation = (args?: Arguments): ModelPromise => ModelPromise.follow(this, name, type, args, relation as () => unknown)
        return relation
      },
    })
  }
  return FluentPromise
}
