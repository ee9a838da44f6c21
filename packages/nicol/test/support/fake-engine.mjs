// A client over an engine in memory: for what is JavaScript's own business. Every call is recorded; answers come from
// `answer(request)`, which may throw what an engine throws.
import runtime from '../../runtime/client.js'

export { runtime }

const scalar = (name, type, more = {}) => ({ name, kind: 'scalar', type, ...more })
const relation = (name, type, relationName, isList = false) => ({ name, kind: 'object', type, relationName, isList })

/** A blog: users, their profiles and posts. */
export const runtimeDataModel = {
  models: {
    User: {
      dbName: null,
      fields: [
        scalar('id', 'Int', { isId: true }),
        scalar('email', 'String', { isUnique: true }),
        scalar('firstName', 'String'),
        scalar('lastName', 'String'),
        scalar('password', 'String'),
        relation('posts', 'Post', 'PostToUser', true),
        relation('profile', 'Profile', 'ProfileToUser'),
      ],
    },
    Post: {
      dbName: null,
      fields: [
        scalar('id', 'Int', { isId: true }),
        scalar('title', 'String'),
        scalar('authorId', 'Int'),
        relation('author', 'User', 'PostToUser'),
      ],
    },
    Profile: {
      dbName: null,
      fields: [scalar('id', 'Int', { isId: true }), scalar('bio', 'String'), scalar('userId', 'Int'), relation('user', 'User', 'ProfileToUser')],
    },
  },
  enums: {},
  types: {},
}

export function config(more = {}) {
  return {
    clientVersion: '7.10.0',
    engineVersion: 'test',
    activeProvider: 'postgresql',
    previewFeatures: [],
    inlineSchema: '',
    runtimeDataModel,
    dataModel: '',
    datasource: { name: 'db', url: { value: 'postgresql://localhost/test' }, directory: '.' },
    flavour: 7,
    ...more,
  }
}

export class FakeEngine {
  calls = []
  open = new Set()
  last = 0
  listeners = []
  answer = () => null

  note(what, detail) {
    this.calls.push([what, detail])
  }
  async connect() {
    this.note('connect')
  }
  async disconnect() {
    this.note('disconnect')
  }
  async run(request, transaction) {
    this.note('run', { ...request, transaction })
    return this.answer(request, transaction)
  }
  async runAll(requests, transaction) {
    this.note('runAll', { requests, transaction })
    return requests.map((request) => {
      try {
        return { value: this.answer(request, transaction) }
      } catch (error) {
        return { error }
      }
    })
  }
  async raw(request, transaction) {
    this.note('raw', { ...request, transaction })
    return this.answer(request, transaction)
  }
  async batch(requests, options, transaction) {
    this.note('batch', { requests, options, transaction })
    return requests.map((request, batchIndex) => {
      try {
        return this.answer(request, transaction)
      } catch (error) {
        throw { ...error, batchIndex }
      }
    })
  }
  async begin(options, outer) {
    const id = ++this.last
    this.note('begin', { id, options, outer })
    this.open.add(id)
    return id
  }
  async commit(id) {
    this.note('commit', id)
    this.open.delete(id)
  }
  async rollback(id) {
    this.note('rollback', id)
    this.open.delete(id)
  }
  async health(timeout) {
    this.note('health', timeout)
    return { ok: true, latency: 1, pool: { open: 1, idle: 1, waiting: 0, limit: 5 } }
  }
  metrics() {
    return { counters: [], gauges: [], histograms: [] }
  }
  listen(levels, listener) {
    this.listeners = { levels, listener }
  }
}

/** A client, and the engine below it. */
export function client(options = {}, more = {}) {
  const engine = new FakeEngine()
  const PrismaClient = runtime.getPrismaClient(config(more))
  const made = []
  const prisma = new PrismaClient({
    ...options,
    __internal: {
      engine: (settings) => {
        made.push(settings)
        return engine
      },
    },
  })
  return { prisma, engine, made, PrismaClient }
}
