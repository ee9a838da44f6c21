/** A call's way: span, middlewares, extensions, engine, and back. */

import type { Scope } from '../client/scope.js'
import { observe, report, results } from '../client/parts.js'
import type { Engine, EngineRequest } from '../engine.js'
import { throughQueryExtensions } from '../extensions/query.js'
import { inSpan, tracingHelper } from '../tracing/tracing.js'
import { cloneArguments } from '../values/clone.js'
import { type Call, isLookup, isModelRequest, methodOf } from './call.js'

/** Runs a call to its end. */
export function perform(scope: Scope, call: Call): Promise<unknown> {
  const { core, extensions } = scope
  const isTraced = tracingHelper() !== undefined
  if (extensions.isEmpty && core.middlewares.length === 0 && !isTraced) return send(scope, call)
  const run = () => {
    const extended = (changed: Call) => throughExtensions(scope, changed)
    return core.middlewares.length > 0 ? results().throughMiddlewares(core.middlewares, call, extended) : extended(call)
  }
  const { model, action } = call
  const name = model === undefined ? action : `${model}.${action}`
  return inSpan({ name: 'operation', attributes: { method: action, model, name } }, run)
}

async function throughExtensions(scope: Scope, call: Call): Promise<unknown> {
  if (scope.extensions.isEmpty) return send(scope, call)
  const last = { call }
  const result = await throughQueryExtensions(scope, call, (changed) => {
    last.call = changed
    return send(scope, changed)
  })
  return scope.extensions.hasResults ? results().extendResult(scope, last.call, result) : result
}

/** Gives a call to the engine. */
export function send(scope: Scope, call: Call): Promise<unknown> {
  const { core } = scope
  const ticket = call.transaction
  try {
    // Of the operation: statements stand beside `serialize`, not below it.
    const parent = core.traced(call)
    const request = inSpan({ name: 'serialize' }, () => requestOf(scope, call, parent))
    if (ticket?.kind === 'batch') {
      const result = ticket.batch.arrive(ticket.index, request, () => failed(call))
      return call.path.length > 0 ? result.then((value) => follow(value, call.path)) : result
    }
    const engine = ticket?.engine ?? core.engine()
    const result =
      engine instanceof Promise
        ? engine.then((ready) => dispatch(scope, ready, request, call, ticket?.id))
        : dispatch(scope, engine, request, call, ticket?.id)
    const fail = (error: unknown): never => {
      throw core.failure(error, failed(call))
    }
    return call.path.length > 0 ? result.then((value) => follow(value, call.path), fail) : result.catch(fail)
  } catch (error) {
    return Promise.reject(core.failure(error, failed(call)))
  }
}

function dispatch(
  scope: Scope,
  engine: Engine,
  request: EngineRequest,
  call: Call,
  transaction: number | undefined,
): Promise<unknown> {
  if (!isModelRequest(request)) return engine.raw(request, transaction)
  if (isCollected(call)) return scope.core.lookups.add(engine, request, call, transaction)
  return engine.run(request, transaction)
}

/** Whether a call waits for others of its tick. */
function isCollected(call: Call): boolean {
  return isLookup(call.action) && call.transaction?.kind !== 'batch'
}

function requestOf(scope: Scope, call: Call, parent: string | undefined): EngineRequest {
  const { core } = scope
  const statement = call.raw?.statement(call.args)
  // Look-ups get theirs when it is known which go together.
  const plugins = isCollected(call) ? undefined : core.options.comments
  const comment = plugins && observe().commentOf(plugins, [call], statement?.sql)
  const more = { ...(comment && { comment }), ...(parent && { traceparent: parent }) }
  if (call.raw && statement) return { raw: call.raw.kind, ...statement, ...more }
  if (core.isStrict) call.args = report().strictArguments(call.args)
  const args = call.args as Record<string, unknown> | undefined
  const model = call.model as string
  const read = scope.extensions.hasResults ? results().engineArguments(scope, model, args) : args
  const waits = core.isAwaited || isCollected(call)
  return { model, action: call.action, args: waits ? kept(read) : read, ...more }
}

/** Arguments of a call that waits: the program may change its objects meanwhile. The engine says why some can't be copied. */
function kept<T>(args: T): T {
  try {
    return cloneArguments(args)
  } catch {
    return args
  }
}

function failed(call: Call) {
  const { model, action, args, site } = call
  return { method: methodOf(call), model, action, args: call.raw ? undefined : args, site }
}

/** What the fluent API asked for: null as soon as one record on the way is. */
function follow(value: unknown, path: readonly string[]): unknown {
  let found = value
  for (const relation of path) {
    if (found === null || found === undefined) return null
    found = (found as Record<string, unknown>)[relation]
  }
  return found === undefined ? null : found
}
