/** Projects as users start them: packages by npm from the registry, commands by npx. Nothing else of Nicol is there. */

import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packages = join(dirname(fileURLToPath(import.meta.url)), '../../..')

export class UserProject {
  constructor(registry) {
    this.folder = mkdtempSync(join(tmpdir(), 'nicol-packed-'))
    this.environment = {}
    this.write('.npmrc', `registry=${registry}\naudit=false\nfund=false\nupdate-notifier=false\n`)
  }

  write(path, text) {
    const whole = join(this.folder, path)
    mkdirSync(dirname(whole), { recursive: true })
    writeFileSync(whole, typeof text === 'string' ? text : `${JSON.stringify(text, null, 2)}\n`)
  }

  /** `npm install`, and what TypeScript projects have beside it. */
  async install(...specs) {
    await this.must('npm', ['install', '--cache', join(this.folder, '.npm-cache'), ...specs])
    this.lend()
  }

  /** TypeScript and what runs it, as the tests have it. */
  lend() {
    for (const name of ['typescript', 'tsx', '@types/node', 'undici-types']) {
      const to = join(this.folder, 'node_modules', name)
      mkdirSync(dirname(to), { recursive: true })
      symlinkSync(join(packages, 'node_modules', name), to)
    }
    const commands = join(this.folder, 'node_modules/.bin')
    mkdirSync(commands, { recursive: true })
    for (const name of ['tsc', 'tsx']) symlinkSync(join(packages, 'node_modules/.bin', name), join(commands, name))
  }

  start(command, args = []) {
    const env = { ...process.env, NO_COLOR: '1', ...this.environment }
    // What the tests of this repository set would stand in for the installed packages.
    for (const name of ['NICOL_ADDON', 'NICOL_BIN', 'NODE_TEST_CONTEXT', 'NODE_OPTIONS']) delete env[name]
    // So would the machine's ways to npm: the registry is that of `.npmrc`.
    for (const name of Object.keys(env)) if (/^npm_config_|_proxy$/i.test(name)) delete env[name]
    return spawn(command, args, { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  }

  /** @returns {Promise<{ code: number | null, signal: string | null, out: string, err: string }>} */
  run(command, args) {
    const child = this.start(command, args)
    const texts = { out: '', err: '' }
    child.stdout.on('data', (data) => (texts.out += data))
    child.stderr.on('data', (data) => (texts.err += data))
    return new Promise((done, failed) => {
      child.once('error', failed)
      child.once('close', (code, signal) => done({ code, signal, ...texts }))
    })
  }

  /** What a command that must succeed wrote to standard output. */
  async must(command, args) {
    const { code, signal, out, err } = await this.run(command, args)
    if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${signal ?? code}\n${out}${err}`)
    return out
  }

  dispose() {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
