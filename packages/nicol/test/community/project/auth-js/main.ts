/** Auth.js: signing up and in by e-mail over its own endpoints, and every method of the adapter. */
import assert from 'node:assert/strict'
import { Auth, setEnvDefaults, type AuthConfig } from '@auth/core'
import { PrismaAdapter } from '@auth/prisma-adapter'
import { PrismaClient } from '@prisma/client'

const prisma = new PrismaClient()
const adapter = PrismaAdapter(prisma)
const mails: { identifier: string; url: string }[] = []
const config: AuthConfig = {
  adapter,
  secret: 'a secret of the test',
  trustHost: true,
  basePath: '/auth',
  session: { strategy: 'database' },
  providers: [
    {
      id: 'email',
      type: 'email',
      name: 'E-mail',
      from: 'shop@example.com',
      maxAge: 600,
      options: {},
      sendVerificationRequest: async ({ identifier, url }) => void mails.push({ identifier, url }),
    },
  ],
}
setEnvDefaults({}, config)

/** A browser: it keeps cookies. */
const cookies = new Map<string, string>()
async function visit(path: string, form?: Record<string, string>): Promise<Response> {
  const request = new Request(new URL(path, 'http://localhost'), {
    method: form ? 'POST' : 'GET',
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    ...(form && { body: new URLSearchParams(form) }),
  })
  const response = await Auth(request, config)
  for (const cookie of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    if (value === '') cookies.delete(name)
    else cookies.set(name, value)
  }
  return response
}
const csrfToken = async (): Promise<string> => (await (await visit('/auth/csrf')).json()).csrfToken
const session = async () => (await visit('/auth/session')).json()

for (const visitor of ['sign up', 'sign in again']) {
  await visit('/auth/signin/email', { email: 'ada@example.com', csrfToken: await csrfToken() })
  assert.equal(mails.length, 1, visitor)
  const { url, identifier } = mails.pop()!
  assert.equal(identifier, 'ada@example.com')
  assert.equal(await session(), null)
  assert.equal((await visit(url)).status, 302)
  assert.equal((await session()).user.email, 'ada@example.com')
  assert.equal(await prisma.session.count(), 1)
  // A link works once.
  assert.match((await visit(url)).headers.get('location') ?? '', /error=Verification/)
  await visit('/auth/signout', { csrfToken: await csrfToken() })
  assert.equal(await session(), null)
  assert.equal(await prisma.session.count(), 0)
}
assert.equal(await prisma.user.count(), 1)

// What those endpoints have not called.
const user = await adapter.createUser!({ id: 'ignored', email: 'bob@example.com', emailVerified: null, name: 'Bob' })
assert.notEqual(user.id, 'ignored')
assert.deepEqual(await adapter.getUser!(user.id), user)
assert.equal(await adapter.getUser!('nobody'), null)
await adapter.linkAccount!({ userId: user.id, type: 'oauth', provider: 'github', providerAccountId: '7', expires_at: 99 })
assert.equal((await adapter.getUserByAccount!({ provider: 'github', providerAccountId: '7' }))?.email, 'bob@example.com')
assert.equal((await adapter.getAccount!('7', 'github'))?.expires_at, 99)
assert.equal((await adapter.updateUser!({ id: user.id, name: 'Robert' })).name, 'Robert')
const expires = new Date(Date.now() + 60_000)
await adapter.createSession!({ sessionToken: 't', userId: user.id, expires })
const later = new Date(Date.now() + 120_000)
assert.deepEqual((await adapter.updateSession!({ sessionToken: 't', expires: later }))?.expires, later)
assert.equal((await adapter.getSessionAndUser!('t'))?.user.name, 'Robert')
await adapter.unlinkAccount!({ provider: 'github', providerAccountId: '7' })
assert.equal(await adapter.getUserByAccount!({ provider: 'github', providerAccountId: '7' }), null)
await adapter.deleteUser!(user.id)
assert.equal(await adapter.getSessionAndUser!('t'), null, 'the session went with its user')
await prisma.$disconnect()
console.log('done')
