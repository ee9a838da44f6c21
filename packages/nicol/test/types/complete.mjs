/**
 * How long an editor waits: tsserver's answers to completions in a file that uses a generated client, Prisma's and ours, on
 * schemas of many models. The first answer of a server that has just opened the file, and those after each edit.
 *
 *     node packages/nicol/test/types/complete.mjs [MODELS…]     (50 and 200 without arguments)
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate, here, install, work } from './clients.mjs'
import { place } from './compile.mjs'
import { widened } from './widen.mjs'

const runs = 5
const edits = 40
/** What has been typed; the cursor is behind it. Then a name that has to be among the completions. */
const places = [
  ['prisma.', 'user'],
  ['prisma.user.findMany({ where: { ', 'email'],
]

/** A server with the file open. */
class Server {
  #process = spawn(process.execPath, [join(work, 'node_modules/typescript/lib/tsserver.js'), '--disableAutomaticTypingAcquisition'], { stdio: ['pipe', 'pipe', 'inherit'] })
  #waiting = new Map()
  #received = ''
  #sent = 0

  constructor(file) {
    this.file = file
    this.#process.stdout.setEncoding('utf8').on('data', (text) => this.#receive(text))
  }

  send(command, args) {
    this.#sent += 1
    this.#process.stdin.write(`${JSON.stringify({ seq: this.#sent, type: 'request', command, arguments: { file: this.file, ...args } })}\n`)
    return this.#sent
  }

  ask(command, args) {
    const seq = this.send(command, args)
    return new Promise((resolve) => this.#waiting.set(seq, resolve))
  }

  /** Each message is a head, an empty line, and one line of JSON. */
  #receive(text) {
    const lines = (this.#received + text).split('\n')
    this.#received = lines.pop()
    for (const line of lines.filter((line) => line.startsWith('{'))) {
      const message = JSON.parse(line)
      if (message.type === 'response') this.#waiting.get(message.request_seq)?.(message)
    }
  }

  end() {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve))
    this.send('exit')
    return ended
  }
}

/** A project of one file, in which `typed` has been written. */
function project(folder, provider, typed) {
  place(folder, provider, [])
  const root = join(folder, 'of', provider, 'editor')
  mkdirSync(root, { recursive: true })
  const compilerOptions = {
    strict: true, noEmit: true, skipLibCheck: true, target: 'es2022', module: 'esnext', moduleResolution: 'bundler',
    allowImportingTsExtensions: true, types: ['node'], typeRoots: [join(work, 'node_modules/@types')],
  }
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['index.ts'] }))
  const file = join(root, 'index.ts')
  const before = "import { PrismaClient } from '../client.ts'\n\ndeclare const prisma: PrismaClient\n\n"
  writeFileSync(file, `${before}${typed}\n`)
  return { file, line: before.split('\n').length, offset: typed.length + 1 }
}

/** A server, and milliseconds until each of its completions. */
class Editor {
  first = []
  later = []

  constructor({ file, line, offset }, name) {
    Object.assign(this, { file, line, offset, name })
  }

  async open() {
    this.server = new Server(this.file)
    this.edit = 0
    this.first.push(await this.complete(() => this.server.send('open', { scriptKindName: 'TS' })))
  }

  /** Another line is written again. */
  async type() {
    const before = this.edit === 0 ? 0 : `const n${this.edit} = 1`.length
    this.edit += 1
    const change = { line: 2, offset: 1, endLine: 2, endOffset: before + 1, insertString: `const n${this.edit} = 1` }
    this.later.push(await this.complete(() => this.server.send('change', change)))
  }

  async complete(change) {
    const start = performance.now()
    change()
    const { body } = await this.server.ask('completionInfo', { line: this.line, offset: this.offset, includeExternalModuleExports: false })
    const took = performance.now() - start
    if (!body.entries.some((entry) => entry.name === this.name)) throw new Error(`${this.file}: no completion ${this.name}`)
    return took
  }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

install()
const schema = readFileSync(join(here, 'schema.prisma'), 'utf8')
const sizes = process.argv.slice(2).map(Number)
const sides = ['prisma', 'ours']
console.log('models | generator | completion at | Prisma: first, after an edit (ms) | Nicol: first, after an edit (ms) | ratios')
for (const models of sizes.length ? sizes : [50, 200])
  for (const provider of ['ts', 'js'])
    for (const [typed, name] of places) {
      const editors = sides.map((side) => new Editor(project(generate(side, `models-${models}`, widened(schema, models)), provider, typed), name))
      // Turn by turn, each first as often as the other, so that whatever else the machine does is in both.
      for (let run = 0; run < runs; run++) {
        const turn = (index) => ((run + index) % 2 ? editors : editors.toReversed())
        for (const editor of turn(0)) await editor.open()
        for (let edit = 0; edit < edits; edit++) for (const editor of turn(edit)) await editor.type()
        for (const editor of editors) await editor.server.end()
      }
      const [theirs, ours] = editors.map(({ first, later }) => [median(first), median(later)])
      const figures = (times) => times.map((time) => time.toFixed(time < 10 ? 1 : 0)).join(', ')
      const generator = provider === 'ts' ? 'prisma-client' : 'prisma-client-js'
      console.log(models, '|', generator, '|', `\`${typed.trim()}\``, '|', figures(theirs), '|', figures(ours), '|', ours.map((time, at) => (time / theirs[at]).toFixed(2)).join(', '))
    }
