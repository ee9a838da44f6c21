/** Packages of others that tests run on, installed once below `target`. */

import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { target } from './engine.mjs'

/**
 * Installs what a folder's lock file says, unless that was done before.
 * @param {string} name  Of the folder below `target`.
 * @param {string} from  Where `package.json` and `package-lock.json` lie.
 * @param {{ more?: string[], flags?: string[] }} options  More of what lies there, and flags of `npm ci`.
 * @returns the folder `node_modules`
 */
export function installed(name, from, { more = [], flags = [] } = {}) {
  const folder = join(target, name)
  const lock = readFileSync(join(from, 'package-lock.json'), 'utf8')
  const done = join(folder, 'installed')
  if (!existsSync(done) || readFileSync(done, 'utf8') !== lock) {
    mkdirSync(folder, { recursive: true })
    for (const path of ['package.json', 'package-lock.json', ...more]) cpSync(join(from, path), join(folder, path), { recursive: true })
    cpSync(new URL('../../../.npmrc', import.meta.url), join(folder, '.npmrc'))
    const { status } = spawnSync('npm', ['ci', ...flags], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], timeout: 15 * 60_000 })
    if (status !== 0) throw new Error(`npm could not install the packages of ${from}`)
    writeFileSync(done, lock)
  }
  return join(folder, 'node_modules')
}
