/**
 * Serves `app/<path>/route.mjs`, from modules as they are now: a change of a file is in the next answer. What the modules
 * keep in variables is gone with a change; what they keep in `globalThis` stays.
 */
import { createServer } from 'node:http'
import { existsSync } from 'node:fs'
import { register } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

// Each module is loaded under the time of its last change (`reload.mjs`).
register('./reload.mjs', import.meta.url)

async function answer(request) {
  const { pathname } = new URL(request.url, 'http://localhost')
  const file = join(import.meta.dirname, 'app', pathname, 'route.mjs')
  if (!/^[\w/]+$/.test(pathname) || !existsSync(file)) return { status: 404, body: { error: 'there is no such route' } }
  const route = await import(`${pathToFileURL(file)}?request=${Date.now()}.${Math.random()}`)
  const handler = route[request.method]
  if (!handler) return { status: 405, body: { error: `there is no ${request.method}` } }
  let text = ''
  for await (const part of request) text += part
  return handler(text === '' ? undefined : JSON.parse(text))
}

const server = createServer(async (request, response) => {
  const { status, body } = await answer(request).catch((error) => {
    console.error(error)
    return { status: 500, body: { error: error.code ?? 'something has broken' } }
  })
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
})
server.listen(Number(process.env.PORT ?? 3000), () => console.log(`http://localhost:${server.address().port}`))
process.once('SIGTERM', () => server.close(() => globalThis.prisma?.$disconnect()))
