/** Makes the faces of a client. */

import type { ExtensionList } from '../extensions/list.js'
import { createDelegate } from '../model/delegate.js'
import { jsName } from '../model/names.js'
import { define } from '../values/own.js'
import type { Nesting } from '../transaction/interactive.js'
import type { Core } from './core.js'
import { type Inside, type InteractiveTicket, SCOPE, Scope, type Scoped, scopeOf, setScope } from './scope.js'

/** Makes `client` the base of a client: with delegates for all models. */
export function establish(client: object, core: Core, extensions: ExtensionList): void {
  setScope(client, new Scope(core, extensions, () => client))
  defineModels(client, core)
}

/** A client with one extension more; all else is that of `base`. */
export function extend(base: object, extensions: ExtensionList): object {
  const { core, transaction, nesting } = scopeOf(base)
  const client = Object.create(base) as object
  setScope(client, new Scope(core, extensions, () => base, transaction, nesting))
  // Prisma's extended clients have neither: listeners belong to the client that was constructed.
  for (const name of ['$on', '$use']) Object.defineProperty(client, name, { value: undefined, configurable: true })
  defineModels(client, core)
  for (const [name, value] of Object.entries(extensions.clientMembers())) define(client, name, value)
  return client
}

/** What a client in a transaction does not have. */
export const itxClientDenyList = ['$connect', '$disconnect', '$on', '$use', '$extends'] as const

/** The client that a transaction's function gets. */
export function inTransaction(base: object, ticket: InteractiveTicket, nesting: Nesting): object {
  const { core, extensions, parent, transaction, delegateClasses } = scopeOf(base)
  const outside = transaction ? (Object.getPrototypeOf(base) as object) : base
  const above = (): object => {
    const found = parent()
    return found === base ? client : inTransaction(found, ticket, nesting)
  }
  const scope = new Scope(core, extensions, once(above), ticket, nesting, delegateClasses)
  // A savepoint's client is of the kind of its transaction's.
  const client = transaction
    ? Object.assign(Object.create(outside) as Scoped, { [SCOPE]: scope })
    : new (insideOf(base))(scope)
  return client
}

/**
 * What transactions of a client have in common, made once. Models are their own: one that was put into the client, by a test
 * or from another client, would work outside of the transaction.
 */
function insideOf(base: object): Inside {
  const scope = scopeOf(base)
  if (scope.inside) return scope.inside
  class InTransaction {
    readonly [SCOPE]: Scope
    constructor(own: Scope) {
      this[SCOPE] = own
    }
  }
  const { prototype } = InTransaction
  Object.setPrototypeOf(prototype, new Proxy(base, withoutDenied))
  Object.defineProperty(prototype, SCOPE, { value: undefined, writable: true })
  defineModels(prototype, scope.core)
  for (const [name, value] of Object.entries(scope.extensions.clientMembers())) if (!isDenied(name)) define(prototype, name, value)
  return (scope.inside = InTransaction)
}

function isDenied(name: PropertyKey): boolean {
  return (itxClientDenyList as readonly PropertyKey[]).includes(name)
}

/** A client without what transactions don't have: programs tell the two apart by `'$connect' in client`. */
const withoutDenied: ProxyHandler<object> = {
  has: (client, name) => !isDenied(name) && Reflect.has(client, name),
  get: (client, name, receiver) => (isDenied(name) ? undefined : Reflect.get(client, name, receiver)),
}

/** The models as own properties, so that they are listed; delegates are made when they are first used. */
function defineModels(client: object, core: Core): void {
  for (const model of Object.keys(core.config.runtimeDataModel.models)) {
    const name = jsName(model)
    Object.defineProperty(client, name, modelProperty(name, model, true))
    if (name !== model) Object.defineProperty(client, model, modelProperty(name, model, false))
  }
}

function modelProperty(name: string, model: string, enumerable: boolean): PropertyDescriptor {
  return {
    enumerable,
    configurable: true,
    get(this: object) {
      const scope = scopeOf(this)
      const delegates = (scope.delegates ??= new Map())
      let delegate = delegates.get(name)
      if (!delegate) delegates.set(name, (delegate = createDelegate(scope, model)))
      return delegate
    },
    set(this: object, value: unknown) {
      define(this, name, value, enumerable)
    },
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}
