// What an application loads stays small, and CommonJS names can be imported.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { buildRuntime, LIMIT } from '../../build/build.mjs'

test('the runtime is within its size, minified, without the addon and decimal.js', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'nicol-size-'))
  try {
    const sizes = await buildRuntime(folder)
    const { own } = sizes.find(({ name }) => name === 'client.js')
    assert.ok(own <= LIMIT, `client.js has ${own} bytes`)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('both kinds of modules give one copy of the runtime', async () => {
  const module = await import('../../runtime/client.mjs')
  const runtime = createRequire(import.meta.url)('../../runtime/client.js')
  const named = await import('../../runtime/client.js')
  const library = await import('../../runtime/library.mjs')
  for (const name of Object.keys(runtime)) {
    assert.equal(module[name], runtime[name], name)
    assert.equal(named[name], runtime[name], name)
    assert.equal(library[name], runtime[name], name)
  }
})
