/** SQLite: factories hide their settings, so the file is asked of a connection. */
import { existsSync } from 'node:fs'
import type { ConnectionSettings } from '../connection'
import { type AdapterFactory, type BoundAdapter, refused } from './index'

/** What libSQL writes beside a file that it keeps in step with another database: with and without writes of its own. */
const REPLICA = ['-info', '-client_wal_index']

/** What the published adapters keep beside their connection. */
interface Inner {
  adapterOptions?: { timestampFormat?: string }
  options?: { timestampFormat?: string }
  client?: { protocol?: string; readonly?: boolean; timeout?: number }
}

export async function sqliteSettings(adapter: AdapterFactory, bound: BoundAdapter): Promise<ConnectionSettings> {
  const { client, adapterOptions, options } = bound as BoundAdapter & Inner
  // libSQL's client, which also opens plain files.
  if (client?.protocol !== undefined && client.protocol !== 'file') {
    throw refused(adapter, `its database is reached over ${client.protocol.toUpperCase()}, and Nicol reads files`)
  }
  const { columnNames, rows } = await bound.queryRaw({ sql: 'PRAGMA database_list', args: [], argTypes: [] })
  const [name, file] = [columnNames.indexOf('name'), columnNames.indexOf('file')]
  const path = rows.find((row) => row[name] === 'main')?.[file]
  if (typeof path !== 'string') {
    throw refused(adapter, 'it does not tell the file of its database (PRAGMA database_list)')
  }
  // libSQL's copy of a database elsewhere: what is written here would never get there.
  if (path !== '' && REPLICA.some((end) => existsSync(path + end))) {
    throw refused(adapter, `its file ${path} is a replica of another database (\`syncUrl\`), and Nicol reads and writes files alone`)
  }
  // A URL has no way to say it, and Prisma's drivers take a path as it stands.
  if (path.includes('?')) throw refused(adapter, `the path of its database, ${path}, holds a \`?\``)
  const format = (adapterOptions ?? options)?.timestampFormat
  return {
    url: path === '' ? 'file::memory:' : `file:${path}${client?.readonly === true ? '?mode=ro' : ''}`,
    // As the published adapter writes dates when nothing is said.
    dates: format === 'unixepoch-ms' ? 'unixepoch-ms' : 'iso8601',
  }
}
