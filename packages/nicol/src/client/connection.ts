/** Which database a client speaks to. */

import path from 'node:path'
import type { AdapterFactory, AdapterSettings } from '../adapter/index.js'
import type { ClientConfig } from '../config.js'
import type { ConnectionSettings } from '../connection.js'
import type { EngineError } from '../engine.js'
import { adapters } from './parts.js'
import type { ClientOptions } from './options.js'

/**
 * The adapter's settings, or the URL: that of the constructor, else that of the schema or the config, else
 * `DATABASE_URL`. The environment is read now: an application may set it after its imports. Throws an `EngineError`.
 */
export function connectionOf(options: ClientOptions, config: ClientConfig): AdapterSettings | Promise<AdapterSettings> {
  if (options.adapter) return ofAdapter(options.adapter as AdapterFactory)
  return { settings: ofUrl(options, config) }
}

async function ofAdapter(adapter: AdapterFactory): Promise<AdapterSettings> {
  const { AdapterError, fromAdapter } = adapters()
  try {
    return await fromAdapter(adapter)
  } catch (error) {
    throw error instanceof AdapterError ? failure(error.message) : error
  }
}

function ofUrl(options: ClientOptions, config: ClientConfig): ConnectionSettings {
  const { datasource } = config
  const relativeTo = config.dirname === undefined ? undefined : path.resolve(config.dirname, datasource.directory)
  const at = (url: string): ConnectionSettings => ({ url, ...(relativeTo !== undefined && { relativeTo }) })
  const own = options.datasourceUrl ?? options.datasources?.[datasource.name]?.url
  if (own !== undefined) return at(filled(own, 'the constructor'))
  const source = datasource.url
  if (source && 'value' in source) return at(filled(source.value, 'the schema'))
  const name = source?.env ?? 'DATABASE_URL'
  const url = process.env[name]
  if (url !== undefined && url !== '') return at(url)
  const what = url === undefined ? 'is not set' : 'is empty'
  // Clients of schemas with `url` have read it.
  const file = config.flavour === 6 ? '' : ' (clients of Prisma 7 read no `.env`: start `node --env-file=.env`, or import "dotenv/config" first)'
  throw failure(
    `The database's URL is not known: the environment variable \`${name}\` ${what}. Set it${file}, or give the constructor "datasourceUrl" or an "adapter".`,
    'P1012',
  )
}

function filled(url: string, giver: string): string {
  if (url !== '') return url
  throw failure(
    `The database's URL that ${giver} gives is empty. Give one such as \`postgresql://…\` or \`file:./dev.db\`.`,
    'P1012',
  )
}

function failure(message: string, code?: string): EngineError {
  return { fault: 'initialization', message, ...(code !== undefined && { code }) }
}
