/** Calls on the published client and on ours, compared. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'

/** What programs look at in an error. Texts are our own; that a call is shown is not. */
export const described = (e) => ({
  class: e.constructor.name,
  name: e.name,
  code: e.code,
  model: e.meta?.modelName,
  keys: Object.keys(e).join(),
  tag: Object.prototype.toString.call(e),
  head: e.message.startsWith('\nInvalid') ? e.message.split('\n')[1] : '',
})
/** One test for each call: on both clients, same result or same error. */
export function compare(clients, calls) {
  for (const [name, call] of Object.entries(calls)) {
    test(name, async () => {
      const [theirs, ours] = await Promise.all(
        clients.map(async ({ prisma, Prisma }) => {
          try {
            return inspect(await call(prisma, Prisma), { depth: 8 })
          } catch (error) {
            return inspect({ error: described(error) })
          }
        }),
      )
      assert.equal(ours, theirs)
    })
  }
}
