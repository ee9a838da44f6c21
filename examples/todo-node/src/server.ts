/** Routes over HTTP; what they do stands in `todos.ts`. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { prisma } from './prisma'
import { Prisma } from './prisma/generated/client'
import * as todos from './todos'

/** What went wrong, as an answer. */
function answerTo(error: unknown): [status: number, message: string] {
  if (error instanceof Prisma.PrismaClientValidationError) return [400, 'the request makes no sense']
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    if (error.code === 'P2002') return [409, 'there is one already']
    if (error.code === 'P2003' || error.code === 'P2025') return [404, 'there is no such record']
    if (error.code === 'P2024' || error.code.startsWith('P1')) return [503, 'the database is away']
  }
  return error instanceof SyntaxError ? [400, 'the body is no JSON'] : [500, 'something has broken']
}

async function route(method: string, url: URL, body: () => Promise<never>): Promise<[status: number, body: unknown]> {
  const [, collection, id] = /^\/api\/(\w+)(?:\/(\w+))?$/.exec(url.pathname) ?? []
  switch (`${method} ${collection}${id === undefined ? '' : '/id'}`) {
    case 'GET health/id': {
      const health = await prisma.$health()
      return [health.ok ? 200 : 503, health]
    }
    case 'GET users':
      return [200, await todos.people()]
    case 'POST users':
      return [201, await todos.addPerson(await body())]
    case 'GET todos':
      return [200, await todos.page(url.searchParams)]
    case 'POST todos':
      return [201, await todos.add(await body())]
    case 'PATCH todos/id':
      return [200, await todos.change(id!, await body())]
    case 'DELETE todos/id':
      return [200, await todos.remove(id!)]
    case 'GET stats':
      return [200, await todos.stats()]
    default:
      return [404, { error: 'there is nothing here' }]
  }
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = async (): Promise<never> => {
    let text = ''
    for await (const part of request) text += part
    return JSON.parse(text) as never
  }
  const [status, value] = await route(request.method ?? 'GET', new URL(request.url ?? '/', 'http://localhost'), body).catch(
    (error: unknown): [number, unknown] => {
      const [status, message] = answerTo(error)
      if (status >= 500) console.error(error)
      return [status, { error: message }]
    },
  )
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

const server = createServer((request, response) => void handle(request, response))
server.listen(Number(process.env.PORT ?? 3000), () => {
  const address = server.address()
  console.log(`http://localhost:${typeof address === 'object' && address ? address.port : ''}`)
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => server.close(() => void prisma.$disconnect()))
}
