// node compare.mjs FOLDER…: each has a schema.prisma, its DMMF, and our clients of it in ours/ and ours-js/. Generates Prisma's
// beside them and prints every difference in what the files export; then once more after prisma-json-types-generator has
// rewritten both.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { declarations } from './declarations.mjs'

const { onGenerate } = createRequire(import.meta.url)('prisma-json-types-generator/dist/on-generate.js')

/** Declarations that differ on purpose, each with its reason. */
const DIFFERENT = {
  prismaVersion: 'names our engine',
  PrismaClientBaseOptions: "takes Prisma 6's URLs too",
  PrismaClientOptions: "takes Prisma 6's URLs too",
  PrismaClientConstructor: 'the options may be missing',
  PrismaClient: 'has `$health`, and can stand behind `await using`',
  SelectSubset: 'one question for all keys: less work for the compiler',
  Subset: 'one question for all keys: less work for the compiler',
  SubsetIntersection: 'by `Subset`',
  IsObject: 'one test in the place of several',
  GetHavingFields: 'one test in the place of several',
}
/** Ours says what Prisma works out: alternatives by name. */
const WORKED_OUT = /^type (Prisma\.)?(\w+WhereUniqueInput|(Nested)?Json(Nullable)?(WithAggregates|List)?Filter)$/

function files(folder, below = '') {
  return fs.readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(below, entry.name)
    if (entry.isDirectory()) return entry.name === 'runtime' ? [] : files(folder, name)
    return entry.name.endsWith('.ts') ? [name] : []
  })
}

function compare(theirs, ours, say) {
  const [wanted, found] = [files(theirs), files(ours)]
  wanted.filter((file) => !found.includes(file)).forEach((file) => say(`${file} is missing`))
  found.filter((file) => !wanted.includes(file)).forEach((file) => say(`${file} is one too many`))
  let compared = 0
  for (const file of wanted.filter((file) => found.includes(file))) {
    const [a, b] = [declarations(path.join(theirs, file)), declarations(path.join(ours, file))]
    for (const name of b.keys()) if (!a.has(name)) say(`${file}: ${name} is one too many`)
    for (const [name, text] of a) {
      if (!b.has(name)) say(`${file}: ${name} is missing`)
      else if (text !== undefined && b.get(name) !== undefined && b.get(name) !== text && !isDifferent(name)) {
        say(`${file}: ${name}\n  theirs ${text.slice(0, 1000)}\n  ours   ${b.get(name).slice(0, 1000)}`)
      }
      compared += 1
    }
  }
  return compared
}

const isDifferent = (name) => WORKED_OUT.test(name) || name.split(/[ .]/).at(-1) in DIFFERENT

for (const folder of process.argv.slice(2)) {
  fs.writeFileSync(path.join(folder, 'prisma.config.mjs'), "export default { schema: 'schema.prisma' }\n")
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: '1' }
  execFileSync('npx', ['prisma', 'generate', '--no-hints'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] })
  compareBoth(folder, '')
  await rewrite(folder)
  compareBoth(folder, 'rewritten ')
}

function compareBoth(folder, how) {
  for (const [theirs, ours] of [['theirs', 'ours'], ['theirs-js', 'ours-js']]) {
    const say = (text) => console.log(`${how}${path.basename(folder)}/${ours}/${text}`)
    const compared = compare(path.join(folder, theirs), path.join(folder, ours), say)
    if (compared < 100) say(`only ${compared} declarations were compared`)
  }
}

/** What `prisma generate` asks of prisma-json-types-generator, for each of the four clients. */
async function rewrite(folder) {
  const dmmf = JSON.parse(fs.readFileSync(path.join(folder, 'dmmf.json'), 'utf8'))
  for (const [provider, output] of [['prisma-client', 'theirs'], ['prisma-client', 'ours'], ['prisma-client-js', 'theirs-js'], ['prisma-client-js', 'ours-js']]) {
    const client = { name: 'client', provider: { value: provider, fromEnvVar: null }, output: { value: path.join(folder, output) }, config: { importFileExtension: 'ts' } }
    await onGenerate({ generator: { config: {} }, dmmf, schemaPath: path.join(folder, 'schema.prisma'), otherGenerators: [client] })
  }
}
