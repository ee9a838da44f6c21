/** Better Auth: sign up, sign in, session, sign out, through its own API. */
import assert from 'node:assert/strict'
import { auth } from './auth'
import { prisma } from './client'

const email = 'ada@example.com'
const password = 'correct horse battery'
const signedUp = await auth.api.signUpEmail({ body: { email, password, name: 'Ada' } })
assert.equal(signedUp.user.email, email)
await assert.rejects(auth.api.signUpEmail({ body: { email, password, name: 'Again' } }), /already exists/i)
await assert.rejects(auth.api.signInEmail({ body: { email, password: 'wrong' } }), /invalid/i)

const { headers } = await auth.api.signInEmail({ body: { email, password }, returnHeaders: true })
const cookie = headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ')
const session = await auth.api.getSession({ headers: new Headers({ cookie }) })
assert.equal(session?.user.id, signedUp.user.id)
assert.equal(session.user.emailVerified, false)
assert.ok(session.session.expiresAt instanceof Date)
const updated = await auth.api.updateUser({ body: { name: 'Ada Lovelace' }, headers: new Headers({ cookie }) })
assert.equal(updated.status, true)
assert.equal((await prisma.user.findUniqueOrThrow({ where: { email } })).name, 'Ada Lovelace')
const before = await prisma.session.count()
await auth.api.signOut({ headers: new Headers({ cookie }) })
assert.equal(await prisma.session.count(), before - 1)
assert.equal(await auth.api.getSession({ headers: new Headers({ cookie }) }), null)
await prisma.$disconnect()
console.log('done')
