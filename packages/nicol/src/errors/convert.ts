/** What an engine rejects with → Prisma's classes, with the call shown in the message and the user's line in the stack. */

import { report } from '../client/parts.js'
import type { RuntimeDataModel } from '../config.js'
import type { EngineError } from '../engine.js'
import { type CallSite, restack } from './call-site.js'
import {
  PrismaClientInitializationError,
  PrismaClientKnownRequestError,
  PrismaClientRustPanicError,
  PrismaClientUnknownRequestError,
  PrismaClientValidationError,
} from './classes.js'
import type { ErrorFormat } from './colors.js'

/** What errors of a client have in common. */
export interface ErrorContext {
  clientVersion: string
  flavour: 6 | 7
  format: ErrorFormat
  dataModel: RuntimeDataModel
}

/** The call that failed. */
export interface FailedCall {
  /** `user.findMany`, `$queryRaw`. */
  method: string
  model?: string | undefined
  action: string
  args: unknown
  site?: CallSite | undefined
}

/** Codes that Prisma 6 reports as the client's failure to start, and 7 as those of a request. */
const START = new Set(['P1000', 'P1001', 'P1002', 'P1003', 'P1010', 'P1011', 'P1012', 'P1013'])

/** Anything that was thrown below the client, as the user is to see it. `call` is absent where none is to blame. */
export function toClientError(thrown: unknown, context: ErrorContext, call?: FailedCall): Error {
  if (!isEngineError(thrown)) return thrown instanceof Error ? thrown : new Error(String(thrown))
  const error = make(thrown, context, call)
  restack(error, call?.site)
  return error
}

function make(error: EngineError, context: ErrorContext, call: FailedCall | undefined): Error {
  const { clientVersion } = context
  if (error.fault === 'panic') return new PrismaClientRustPanicError(header(error.message, context, call), clientVersion)
  const isStart = context.flavour === 6 && error.code !== undefined && START.has(error.code)
  if (error.fault === 'initialization' || isStart) {
    return new PrismaClientInitializationError(header(error.message, context, call), clientVersion, error.code)
  }
  if (error.fault === 'unknown') {
    return new PrismaClientUnknownRequestError(header(error.message, context, call), {
      clientVersion,
      batchRequestIdx: error.batchIndex,
    })
  }
  if (error.code === undefined) return new PrismaClientValidationError(invalid(error, context, call), { clientVersion })
  const meta = call?.model === undefined ? error.meta : { modelName: call.model, ...error.meta }
  return new PrismaClientKnownRequestError(header(error.message, context, call), {
    code: error.code,
    clientVersion,
    meta,
    batchRequestIdx: error.batchIndex,
  })
}

function invalid(error: EngineError, context: ErrorContext, call: FailedCall | undefined): string {
  // The arguments of raw queries are not shown.
  if (call?.model === undefined || (error.kind === undefined && error.path === undefined)) return header(error.message, context, call)
  return report().invalidCall(error, context, call)
}

/** The message below the call; its place is not known where messages are minimal. */
function header(message: string, context: ErrorContext, call: FailedCall | undefined): string {
  if (!call) return message
  if (context.format !== 'minimal') return report().header(message, context, call)
  return `\nInvalid \`prisma.${call.method}()\` invocation:\n\n\n${message}`
}

function isEngineError(thrown: unknown): thrown is EngineError {
  if (thrown === null || typeof thrown !== 'object') return false
  const { message, code, kind, fault, clientVersion } = thrown as EngineError & { clientVersion?: unknown }
  if (typeof message !== 'string' || clientVersion !== undefined) return false
  return !(thrown instanceof Error) || /^P\d{4}$/.test(String(code)) || kind !== undefined || fault !== undefined
}
