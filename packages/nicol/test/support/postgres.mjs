/**
 * Private PostgreSQL servers for tests: made in a temporary folder, reached by a unix socket and by TCP on a free port, gone
 * with the process that started them. The superuser is `postgres`, connections need no password.
 */

import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { skip } from './skip.mjs'

/** How often a start is tried: another process may take the free port before PostgreSQL does. */
const ATTEMPTS = 5

/**
 * Starts a server, with settings such as `max_connections=50`; `null` (and a counted skip) without installed binaries.
 * @param {string[]} [settings]
 * @returns {Promise<Server | null>}
 */
export async function startPostgres(settings = []) {
  const bin = programs()
  if (!bin) {
    skip('NICOL_POSTGRES', 'no PostgreSQL server binaries are installed')
    return null
  }
  const user = otherUser()
  const folder = mkdtempSync('/tmp/nicol-pg-js-')
  if (user) chownSync(folder, user.uid, user.gid)
  chmodSync(folder, 0o755)
  const as = { ...user, cwd: folder }
  const flags = ['-D', 'data', '-U', 'postgres', '-A', 'trust', '--no-sync', '--encoding=UTF8', '--locale=C']
  execFileSync(join(bin, 'initdb'), flags, { ...as, stdio: 'ignore' })
  for (let attempt = 1; ; attempt++) {
    const port = await freePort()
    const child = spawn('sh', ['-c', script(bin, folder, port, settings)], {
      ...as,
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    if (await isUp(child, folder)) return new Server(bin, as, folder, port, child)
    if (attempt === ATTEMPTS) throw new Error(`PostgreSQL does not start:\n${log(folder)}`)
  }
}

class Server {
  #bin
  #as
  #child
  #next = 0

  constructor(bin, as, folder, port, child) {
    this.#bin = bin
    this.#as = as
    this.#child = child
    /** The folder of the socket. */
    this.socket = folder
    this.port = port
    // A test that forgets to stop the server still ends; the server then ends with it.
    child.unref()
    child.stdin.unref()
  }

  /** The URL of a database by TCP. */
  url(database) {
    return `postgresql://postgres@127.0.0.1:${this.port}/${database}`
  }

  /** The URL of a database by the unix socket. */
  socketUrl(database) {
    return `postgresql://postgres@localhost:${this.port}/${database}?host=${this.socket}`
  }

  /** A new database of its own, and its URL by TCP. The label is part of its name. */
  database(label = 'test') {
    const name = `${label.toLowerCase().replace(/[^a-z0-9]/g, '_').slice(0, 40)}_${this.#next++}`
    this.psql('postgres', `CREATE DATABASE "${name}"`)
    return this.url(name)
  }

  /** Runs SQL by psql: its unaligned output, without headings. */
  psql(database, sql) {
    const flags = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-U', 'postgres', '-h', this.socket]
    const path = join(this.#bin, 'psql')
    const psql = existsSync(path) ? path : 'psql'
    const options = { ...this.#as, input: sql, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] }
    return execFileSync(psql, [...flags, '-p', String(this.port), '-d', database, '-f', '-'], options)
  }

  /** Stops the server and removes its folder. */
  async stop() {
    const child = this.#child
    child.ref()
    const ended = child.exitCode === null ? new Promise((done) => child.once('exit', done)) : undefined
    child.stdin.end()
    await ended
    rmSync(this.socket, { recursive: true, force: true })
  }
}

/** The watcher ends the server when its standard input ends, also by the death of the test, and removes the folder. */
function script(bin, folder, port, settings) {
  const more = settings.map((setting) => ` -c ${setting}`).join('')
  // A shell gives what runs in the background no input, so ours goes there by another number.
  return `exec 3<&0; '${bin}/postgres' -D data -k '${folder}' -p ${port} -c listen_addresses=127.0.0.1 -c fsync=off \
-c full_page_writes=off -c synchronous_commit=off -c max_connections=200${more} >server.log 2>&1 3<&- & pid=$!
(read -r _ <&3; kill -QUIT $pid 2>/dev/null) & watcher=$!
wait $pid; code=$?
if kill -0 $watcher 2>/dev/null; then kill $watcher; exit $code; fi
cd /; rm -rf '${folder}'`
}

/** Waits until the server is ready (true) or has ended (false). */
async function isUp(child, folder) {
  const file = join(folder, 'data', 'postmaster.pid')
  while (child.exitCode === null) {
    // The eighth line is the state; the file belongs to an earlier server only until ours has written it.
    if (existsSync(file) && readFileSync(file, 'utf8').split('\n')[7]?.trim() === 'ready') return true
    await pause(10)
  }
  return false
}

function log(folder) {
  const path = join(folder, 'server.log')
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** The folder of the newest installed server programs. */
function programs() {
  const own = process.env.NICOL_POSTGRES_BIN
  if (own) return own
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const installed = versions.map((version) => join(debian, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')))
  if (installed) return installed
  try {
    const bin = execFileSync('pg_config', ['--bindir'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    return existsSync(join(bin, 'initdb')) ? bin : undefined
  } catch {
    return undefined
  }
}

/** Whom the server runs as: PostgreSQL refuses to run as root. */
function otherUser() {
  if (process.getuid?.() !== 0) return undefined
  const number = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: number('-u'), gid: number('-g') }
}

/** A port that is free at this moment. */
function freePort() {
  return new Promise((done, failed) => {
    const server = createServer()
    server.once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => done(port))
    })
  })
}
