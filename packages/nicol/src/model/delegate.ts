/** `prisma.user`: the methods of a model. */

import { SCOPE, type Scope, type Scoped } from '../client/scope.js'
import type { RuntimeModel } from '../config.js'
import { CallSite } from '../errors/call-site.js'
import { FieldRef } from '../values/field-ref.js'
import { define } from '../values/own.js'
import { ACTIONS, isFluent, type ModelAction } from './actions.js'
import { fluentClass, ModelPromise } from './promise.js'

type Method = (args?: Record<string, unknown>) => ModelPromise

const NONE: readonly string[] = []

/** The delegate of a model. Its methods stand alone: `const { findMany } = prisma.user`. */
export function createDelegate(scope: Scope, model: string): object {
  if (scope.transaction) return inTransaction(scope, model)
  const delegate: Record<string, unknown> = {}
  for (const action of ACTIONS) delegate[action] = methodOf(scope, model, action)
  addCommon(delegate, scope, model)
  return delegate
}

function methodOf(scope: Scope, model: string, action: ModelAction): Method {
  let Type: typeof ModelPromise | undefined
  const { notesSites } = scope.core
  const method: Method = (args) => {
    Type ??= isFluent(action) ? fluentClass(scope.core.config.runtimeDataModel, model) : ModelPromise
    return new Type(scope, model, action, args, NONE, notesSites ? new CallSite(method) : undefined)
  }
  return method
}

/** A transaction uses few methods, and there are many transactions: a method is made when it is looked at. */
function inTransaction(scope: Scope, model: string): object {
  let Type = scope.delegateClasses.get(model)
  if (!Type) scope.delegateClasses.set(model, (Type = delegateClass(scope, model)))
  return new Type(scope)
}

function delegateClass(scope: Scope, model: string): new (scope: Scope) => object {
  class Delegate {
    readonly [SCOPE]: Scope
    constructor(own: Scope) {
      this[SCOPE] = own
    }
  }
  const { prototype } = Delegate
  for (const action of ACTIONS) {
    Object.defineProperty(prototype, action, {
      enumerable: true,
      configurable: true,
      get(this: Scoped) {
        return methodOf(this[SCOPE] as Scope, model, action)
      },
      set(this: object, value: unknown) {
        define(this, action, value)
      },
    })
  }
  addCommon(prototype, scope, model)
  return Delegate
}

/** What is not a method of Prisma's: extensions may replace those and `fields`, and nothing else. */
function addCommon(target: object, scope: Scope, model: string): void {
  let fields: object | undefined
  const data = scope.core.config.runtimeDataModel.models[model] as RuntimeModel
  Object.defineProperty(target, 'fields', {
    get: () => (fields ??= fieldsOf(model, data)),
    enumerable: true,
    configurable: true,
  })
  for (const [name, value] of Object.entries(scope.extensions.modelMembers(model))) define(target, name, value)
  define(target, 'name', model)
  define(target, '$name', model)
  // What the client was extended from: where a method that an extension has replaced is as it was.
  Object.defineProperty(target, '$parent', {
    get(this: Scoped) {
      return (this[SCOPE] ?? scope).parent()
    },
    enumerable: true,
    configurable: true,
  })
}

/** `prisma.user.fields`: the columns, to be compared with others. */
function fieldsOf(name: string, model: RuntimeModel): object {
  const fields: Record<string, FieldRef> = Object.create(null) as Record<string, FieldRef>
  for (const field of model.fields) {
    if (field.kind !== 'object') {
      fields[field.name] = new FieldRef(name, field.name, field.type, field.isList, field.kind === 'enum')
    }
  }
  return fields
}
