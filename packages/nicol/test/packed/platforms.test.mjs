/** The platforms that packages are made for are those that program and addon are looked for in. */

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import test from 'node:test'
import { platforms } from '../../../platforms.mjs'
import { loadAddon } from '../../src/native/addon.ts'

const { program } = createRequire(import.meta.url)('../../scripts/program.js')

/** What both say on a system without its package. */
function told(t, platform, arch) {
  const before = { platform: process.platform, arch: process.arch, env: { ...process.env } }
  const set = (name, value) => Object.defineProperty(process, name, { value, configurable: true, enumerable: true })
  t.after(() => {
    set('platform', before.platform)
    set('arch', before.arch)
    process.env = before.env
  })
  set('platform', platform)
  set('arch', arch)
  delete process.env.NICOL_ADDON
  delete process.env.NICOL_BIN
  return [program, loadAddon].map((load) => {
    try {
      return String(load())
    } catch ({ message }) {
      return message
    }
  })
}

for (const [name, { os, cpu, libc }] of Object.entries(platforms))
  test(`@nicol/${name}`, (t) => {
    for (const message of told(t, os, cpu)) {
      assert.match(message, new RegExp(`\\(${os}-${cpu}\\): .*@nicol/${name}\\b`))
      assert.match(message, /is not installed\. If there is such a package, install again/)
      assert.match(message, /NICOL_ADDON/)
    }
    assert.equal(libc !== undefined, os === 'linux')
  })

test('a platform that there is no package for', (t) => {
  for (const message of told(t, 'freebsd', 'riscv64')) assert.match(message, /\(freebsd-riscv64\): @nicol\/freebsd-riscv64 is not installed/)
})
