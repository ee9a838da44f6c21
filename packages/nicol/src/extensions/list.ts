/** The extensions of a client, in the order in which they were added. */

import { jsName } from '../model/names.js'
import { results } from '../client/parts.js'
import { own } from '../values/own.js'
import type { ComputedFields, ResultExtension } from './computed.js'

export type Members = Record<string, unknown>

export interface QueryCallbackParams {
  model: string | undefined
  operation: string
  args: unknown
  query: (args: unknown, internal?: unknown) => PromiseLike<unknown>
  __internalParams?: unknown
}
export type QueryCallback = (params: QueryCallbackParams) => unknown

export interface Extension {
  name?: string
  model?: Record<string, Members>
  client?: Members
  result?: Record<string, Record<string, ResultExtension>>
  query?: Record<string, QueryCallback | Record<string, QueryCallback>>
}

export class ExtensionList {
  static readonly empty = new ExtensionList([])

  readonly #extensions: readonly Extension[]
  readonly #queries = new Map<string, readonly QueryCallback[]>()
  readonly #computed = new Map<string, ComputedFields | undefined>()
  readonly isEmpty: boolean
  /** Whether results have fields that are computed. */
  readonly hasResults: boolean

  private constructor(extensions: readonly Extension[]) {
    this.#extensions = extensions
    this.isEmpty = extensions.length === 0
    this.hasResults = extensions.some((extension) => extension.result)
  }

  with(extension: Extension): ExtensionList {
    return new ExtensionList([...this.#extensions, extension])
  }

  /** What extensions add to the client itself. */
  clientMembers(): Members {
    return merge(this.#extensions.map((extension) => extension.client))
  }

  /** What extensions add to a model. */
  modelMembers(model: string): Members {
    const key = jsName(model)
    return merge(this.#extensions.flatMap(({ model: models }) => [own(models, '$allModels'), own(models, key)]))
  }

  /** Callbacks around an operation, the outermost first. `model` is none for raw queries. */
  queryCallbacks(model: string | undefined, operation: string): readonly QueryCallback[] {
    const key = `${model ?? ''}:${operation}`
    let found = this.#queries.get(key)
    if (!found) {
      found = this.#extensions.flatMap(({ query }) => callbacksOf(query, model, operation))
      this.#queries.set(key, found)
    }
    return found
  }

  /** The computed fields of a model. */
  computed(model: string): ComputedFields | undefined {
    if (!this.hasResults) return undefined
    if (!this.#computed.has(model)) {
      const key = jsName(model)
      const parts = this.#extensions.map(({ result }) => merge([own(result, '$allModels'), own(result, key)]))
      this.#computed.set(model, results().computedFields(parts as Record<string, ResultExtension>[]))
    }
    return this.#computed.get(model)
  }
}

function callbacksOf(query: Extension['query'], model: string | undefined, operation: string): QueryCallback[] {
  if (!query) return []
  const found: unknown[] = []
  const of = (name: string) => {
    const callbacks = own(query, name)
    if (callbacks && typeof callbacks === 'object') {
      found.push(own(callbacks, operation), own(callbacks, '$allOperations'))
    }
  }
  if (model !== undefined) {
    of(jsName(model))
    of('$allModels')
  }
  found.push(own(query, operation), own(query, '$allOperations'))
  return found.filter((callback): callback is QueryCallback => typeof callback === 'function')
}

function merge(parts: readonly (object | undefined)[]): Members {
  return Object.assign(Object.create(null) as Members, ...parts) as Members
}
