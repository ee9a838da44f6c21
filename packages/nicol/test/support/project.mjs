/** Projects as users have them: files in a folder of their own, Nicol's package in `node_modules`, its commands on the PATH. */

import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addonFile, program } from './engine.mjs'

const packages = join(dirname(fileURLToPath(import.meta.url)), '../../..')

/** After so many milliseconds a program of a project waits for what never comes, on any machine. */
const limit = 10 * 60_000

/** Copies Nicol's package, as npm would pack it, to a folder: what it loads is looked for from where it lies. */
export function installAt(to) {
  const from = join(packages, 'nicol')
  const { files } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'))
  const isShipped = (path) => files.some((pattern) => (pattern.startsWith('*') ? path.endsWith(pattern.slice(1)) : path === pattern))
  rmSync(to, { recursive: true, force: true })
  const filter = (path) => {
    const [first] = path.slice(from.length + 1).split('/')
    return path === from || first === 'package.json' || isShipped(first)
  }
  cpSync(from, to, { recursive: true, filter })
}

export class Project {
  /** @type {Record<string, string>} */
  environment = {}
  /** Folders of programs, beside its own. */
  paths = [join(packages, 'node_modules/.bin')]

  /** @param {string} within  Whose `node_modules` it has beside its own. */
  constructor(within = tmpdir()) {
    this.folder = mkdtempSync(join(within, 'nicol-project-'))
  }

  write(path, text) {
    const whole = join(this.folder, path)
    mkdirSync(dirname(whole), { recursive: true })
    writeFileSync(whole, text)
  }

  read(path) {
    return readFileSync(join(this.folder, path), 'utf8')
  }

  /** Puts Nicol's package into `node_modules`, under its own name or another one. */
  install(...names) {
    for (const name of names) installAt(join(this.folder, 'node_modules', name))
    return this
  }

  /** Lends packages that the tests have installed for themselves. */
  lend(...names) {
    for (const name of names) {
      const to = join(this.folder, 'node_modules', name)
      mkdirSync(dirname(to), { recursive: true })
      symlinkSync(join(packages, 'node_modules', name), to)
    }
    return this
  }

  /** The commands `nicol` and `prisma`, as npm links them. */
  linkCommands() {
    const folder = join(this.folder, 'node_modules/.bin')
    mkdirSync(folder, { recursive: true })
    for (const name of ['nicol', 'prisma']) symlinkSync(program(), join(folder, name))
    return this
  }

  /**
   * Runs a program of the project.
   * @returns {Promise<{ code: number | null, out: string, err: string }>}
   */
  run(command, args = [], environment = {}) {
    const { child, texts } = this.#spawn(command, args, environment)
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code) => resolve({ code, ...texts }))
    })
  }

  /** Starts a program that goes on until it is stopped. */
  start(command, args = [], environment = {}) {
    const { child, texts } = this.#spawn(command, args, environment)
    const closed = new Promise((resolve) => child.on('close', resolve))
    return {
      /** Waits until it has said something; what it said, as `String.match` has it. */
      says: (pattern) =>
        new Promise((resolve, reject) => {
          const look = () => pattern.test(texts.out) && resolve(pattern.exec(texts.out))
          child.stdout.on('data', look)
          void closed.then((code) => reject(new Error(`${command} has ended (${code}):\n${texts.out}${texts.err}`)))
          look()
        }),
      /** What it has said so far. */
      texts,
      /** Ends it as Ctrl-C or a supervisor does; its exit code. */
      stop: () => {
        child.kill('SIGTERM')
        return closed
      },
    }
  }

  #spawn(command, args, environment) {
    const path = [join(this.folder, 'node_modules/.bin'), ...this.paths, process.env.PATH].join(':')
    const env = { ...process.env, NICOL_ADDON: addonFile(), NO_COLOR: '1', ...this.environment, ...environment, PATH: path }
    delete env.NODE_TEST_CONTEXT
    const child = spawn(command, args, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: limit, killSignal: 'SIGKILL' })
    const texts = { out: '', err: '' }
    child.stdout.on('data', (data) => (texts.out += data))
    child.stderr.on('data', (data) => (texts.err += data))
    return { child, texts }
  }

  /** The same for one that must succeed: what it wrote to standard output. */
  async must(command, args = [], environment = {}) {
    const { code, out, err } = await this.run(command, args, environment)
    if (code !== 0) throw new Error(`${command} ${args.join(' ')}: exit code ${code}\n${out}${err}`)
    return out
  }

  dispose() {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
