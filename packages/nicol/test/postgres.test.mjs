import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'

import { startPostgres } from './support/postgres.mjs'

test('a private server answers and leaves nothing behind', async (t) => {
  const server = await startPostgres(['max_connections=20'])
  if (!server) return t.skip()
  const url = server.database('An example')
  assert.match(url, /^postgresql:\/\/postgres@127\.0\.0\.1:\d+\/an_example_0$/)
  assert.equal(server.psql('an_example_0', 'SHOW max_connections').trim(), '20')
  await server.stop()
  assert.ok(!existsSync(server.socket))
})
