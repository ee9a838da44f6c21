/**
 * PostgreSQL: adapters around a pool of node-postgres, or of Neon's driver, which is made after it and whose servers speak
 * PostgreSQL too. What a pool's options mean (connection strings, `PG…` variables,
 * defaults) is node-postgres' to say: a client of it is made, which connects to nothing, and its parameters are read.
 */
import type { ConnectionSettings } from '../connection'
import { type AdapterFactory, type BoundAdapter, refused } from './index'
import { type SslOption, tlsOf } from './tls'

const NEON = '@prisma/adapter-neon'

/** As `pg.Pool`: what we read of it. */
interface Pool {
  options: PoolOptions
  Client: new (options: PoolOptions) => { connectionParameters: ConnectionParameters }
}

interface PoolOptions {
  max?: number
  /** Milliseconds; 0 or none is for ever. */
  connectionTimeoutMillis?: number
  /** Milliseconds; 0 is for ever. */
  idleTimeoutMillis?: number
  maxLifetimeSeconds?: number
  stream?: unknown
}

interface ConnectionParameters {
  user?: string | null
  password?: string | null | (() => string | Promise<string>)
  database?: string | null
  host?: string | null
  port?: number
  ssl?: boolean | SslOption
  sslnegotiation?: string
  options?: string
  application_name?: string
  fallback_application_name?: string
  /** Milliseconds. */
  statement_timeout?: number | string | false
  lock_timeout?: number | string | false
  idle_in_transaction_session_timeout?: number | string | false
  query_timeout?: number | string | false
}

export function postgresSettings(adapter: AdapterFactory, bound: BoundAdapter): ConnectionSettings {
  const pool = bound.underlyingDriver?.() as Partial<Pool> | undefined
  const isNeon = adapter.adapterName === NEON
  if (typeof pool?.Client !== 'function' || typeof pool.options !== 'object') {
    throw refused(
      adapter,
      isNeon
        ? '`PrismaNeonHttp` asks over HTTP, and Nicol speaks PostgreSQL: `PrismaNeon` and `PrismaPg` can be used, with the same connection string'
        : 'it has no pool of node-postgres, so it does not say how its database is reached',
    )
  }
  const options = pool.options
  if (options.stream !== undefined) {
    throw refused(adapter, 'its option `stream` opens sockets in a way of its own')
  }
  const server = new pool.Client(options).connectionParameters
  if (server.sslnegotiation === 'direct') {
    throw refused(adapter, 'its option `sslnegotiation` is `direct`, which Nicol does not speak yet')
  }
  const parameters = new URLSearchParams()
  const set = (name: string, value: string | number | undefined): void => {
    if (value !== undefined && value !== '') parameters.set(name, String(value))
  }
  set('connection_limit', options.max)
  const patience = seconds(options.connectionTimeoutMillis)
  set('connect_timeout', patience)
  set('pool_timeout', patience)
  set('max_idle_connection_lifetime', seconds(options.idleTimeoutMillis))
  set('max_connection_lifetime', options.maxLifetimeSeconds)
  set('application_name', server.application_name || server.fallback_application_name)
  if (server.query_timeout) set('socket_timeout', seconds(Number(server.query_timeout)))
  set('options', startOptions(server))
  set('schema', bound.getConnectionInfo?.().schemaName)

  const host = server.host || 'localhost'
  const isSocket = host.startsWith('/')
  if (isSocket) set('host', host)
  // Neon's driver goes over `wss:`, which is safe by itself, whatever its options say.
  const ssl = server.ssl || (isNeon && !isLocal(host))
  const tls = isSocket || !ssl ? undefined : tlsOf(ssl, host)
  set('sslmode', tls?.mode ?? 'disable')

  const { password } = server
  const secret = typeof password === 'string' && password !== '' ? `:${encodeURIComponent(password)}` : ''
  const user = encodeURIComponent(server.user ?? '')
  const authority = isSocket ? 'localhost' : host.includes(':') ? `[${host}]` : encodeURIComponent(host)
  const database = encodeURIComponent(server.database ?? '')
  const settings: ConnectionSettings = {
    url: `postgresql://${user}${secret}@${authority}:${server.port ?? 5432}/${database}?${query(parameters)}`,
  }
  if (typeof password === 'function') settings.password = async () => password()
  if (tls !== undefined) settings.tls = tls.texts
  return settings
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

/** Whole seconds, at least one; 0 is for ever. */
function seconds(milliseconds: number | undefined): number {
  return milliseconds ? Math.max(1, Math.ceil(milliseconds / 1000)) : 0
}

/** Settings that the server takes when a connection starts. */
function startOptions(server: ConnectionParameters): string {
  const timeouts = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'] as const
  const given = timeouts.filter((name) => server[name]).map((name) => `-c ${name}=${server[name]}`)
  return [server.options ?? '', ...given].filter((option) => option !== '').join(' ')
}

/** Spaces as `%20`: a `+` is itself in connection URLs. */
function query(parameters: URLSearchParams): string {
  return parameters.toString().replace(/\+/g, '%20')
}
