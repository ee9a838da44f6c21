/** The constructor's options: those of Prisma 6 and of 7. */

import type { PrismaClientOptions } from '../../types/client-config.js'
import type { CommentPlugin } from '../comments/plugins.js'
import type { ClientConfig } from '../config.js'
import type { CreateEngine, LogLevel, TransactionOptions } from '../engine.js'
import { PrismaClientConstructorValidationError as ConstructorError } from '../errors/classes.js'
import { report } from './parts.js'

export type LogDefinition = LogLevel | { level: LogLevel; emit?: 'stdout' | 'event' }

/** What no result holds unless it is asked for: `{ user: { password: true } }`. */
export type GlobalOmit = Record<string, Record<string, boolean>>

/** As they are declared to users; some may be what no type allows. */
export interface ClientOptions extends Omit<PrismaClientOptions, 'adapter' | 'log' | 'omit' | 'comments'> {
  adapter?: object | null
  log?: LogDefinition[]
  omit?: GlobalOmit
  comments?: CommentPlugin[]
  __internal?: { debug?: boolean; engine?: CreateEngine; configOverride?: (config: ClientConfig) => ClientConfig }
}

const formats: readonly string[] = ['pretty', 'colorless', 'minimal']
const levels: readonly string[] = ['info', 'query', 'warn', 'error']
const emits: readonly string[] = ['stdout', 'event']
const from = 'provided to PrismaClient constructor'

function fail(message: string): never {
  throw new ConstructorError(message)
}

function invalid(value: unknown, name: string, expected = ''): never {
  fail(`Invalid value ${show(value)} for "${name}" ${from}. ${expected}`)
}

type Check = (value: unknown, config: ClientConfig) => void

const checks: { [K in keyof Required<ClientOptions>]: Check } = {
  datasources(value, config) {
    if (value === undefined || value === null) return
    if (typeof value !== 'object') invalid(value, 'datasources')
    const known = config.datasource.name
    for (const [name, source] of Object.entries(value)) {
      if (name !== known) {
        fail(`Unknown datasource ${name} ${from}: the schema's is called "${known}".${report().didYouMean(name, [known])}`)
      }
      checkSource(name, source)
    }
  },
  datasourceUrl(value) {
    if (value !== undefined && typeof value !== 'string') invalid(value, 'datasourceUrl', 'Expected a URL.')
  },
  // That it is for this database is looked at apart: Prisma gives that another class of error.
  adapter() {},
  accelerateUrl(value) {
    if (value === undefined) return
    if (typeof value !== 'string' || value.trim() === '') invalid(value, 'accelerateUrl')
    fail(
      `"accelerateUrl" was ${from}, and is not supported: Nicol does not go through Prisma Accelerate. Give the database's own URL.`,
    )
  },
  log(value) {
    if (!value) return
    if (!Array.isArray(value)) invalid(value, 'log', 'Expected an array.')
    for (const entry of value as unknown[]) {
      const definition = typeof entry === 'object' && entry !== null ? entry : { level: entry }
      for (const [key, given] of Object.entries(definition)) checkLog(key, given)
    }
  },
  errorFormat(value) {
    if (!value) return
    if (typeof value !== 'string') invalid(value, 'errorFormat')
    if (!formats.includes(value)) fail(`Invalid errorFormat ${value} ${from}.${report().didYouMean(value, formats)}`)
  },
  transactionOptions(value) {
    if (!value) return
    const { maxWait, timeout } = value as TransactionOptions
    for (const [name, time] of Object.entries({ maxWait, timeout })) {
      if (time != null && !(time > 0)) {
        fail(`Invalid value ${time} for ${name} in "transactionOptions" ${from}. ${name} needs to be greater than 0.`)
      }
    }
  },
  omit(value, config) {
    if (value === undefined) return
    if (value === null) fail('"omit" option can not be `null`: leave it away, or give an object of models.')
    if (typeof value !== 'object') fail('"omit" option is expected to be an object.')
    const problems = report().omitProblems(value as object, config)
    if (problems !== undefined) fail(problems)
  },
  comments(value) {
    if (value === undefined) return
    if (!Array.isArray(value)) invalid(value, 'comments', 'Expected an array of plugins.')
    const wrong = (value as unknown[]).findIndex((plugin) => typeof plugin !== 'function')
    if (wrong >= 0) fail(`Invalid value at index ${wrong} for "comments" ${from}. Each plugin must be a function.`)
  },
  queryPlanCacheMaxSize(value) {
    if (value === undefined) return
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
      invalid(value, 'queryPlanCacheMaxSize', 'Expected a whole number, 0 or greater.')
    }
  },
  __internal(value) {
    if (!value) return
    const known = ['debug', 'engine', 'configOverride']
    if (typeof value !== 'object') invalid(value, '__internal')
    for (const key of Object.keys(value)) {
      if (!known.includes(key)) fail(`Invalid property "${key}" for "__internal" ${from}.${report().didYouMean(key, known)}`)
    }
  },
}

function checkSource(name: string, source: unknown): void {
  if (source === undefined) return
  const form = 'It should be { url: "…" }.'
  if (typeof source !== 'object' || source === null || Array.isArray(source)) {
    fail(`Invalid value ${show(source)} for datasource "${name}" ${from}. ${form}`)
  }
  for (const [key, url] of Object.entries(source)) {
    if (key !== 'url') fail(`Invalid property ${key} for datasource "${name}" ${from}. ${form}`)
    if (url !== undefined && typeof url !== 'string') {
      fail(`Invalid value ${show(url)} for the url of datasource "${name}" ${from}. ${form}`)
    }
  }
}

function checkLog(key: string, given: unknown): void {
  if (key === 'level') {
    if (!levels.includes(given as string)) {
      fail(`Invalid log level "${String(given)}" ${from}.${report().didYouMean(given, levels)}`)
    }
  } else if (key === 'emit') {
    if (!emits.includes(given as string)) {
      fail(`Invalid value ${show(given)} for "emit" in logLevel ${from}.${report().didYouMean(given, emits)}`)
    }
  } else fail(`Invalid property ${key} for "log" ${from}.${report().didYouMean(key, ['level', 'emit'])}`)
}

/** Throws a `PrismaClientConstructorValidationError` for what makes no sense. */
export function validateOptions(options: unknown, config: ClientConfig): asserts options is ClientOptions {
  if (typeof options !== 'object' || options === null) {
    fail(`Invalid value ${show(options)} ${from}. Expected an object of options.`)
  }
  for (const [key, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, key)) fail(`Unknown property ${key} ${from}.${report().didYouMean(key, Object.keys(checks))}`)
    checks[key as keyof ClientOptions](value, config)
  }
  const { adapter, datasourceUrl, datasources } = options as ClientOptions
  const given = Object.entries({ adapter: adapter ?? undefined, datasourceUrl, datasources })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `"${name}"`)
  if (given.length > 1) fail(`${given.join(' and ')} were ${from}, and each says where the database is. Give one of them.`)
}

function show(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return String(value)
  }
}
