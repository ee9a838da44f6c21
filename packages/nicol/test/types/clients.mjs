// The clients that the programs are compiled against: Prisma's, by its own generator, and ours, each with its runtime.
// Everything lies in one folder outside of the repository and is made again when what it is made of changes.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { program, target } from '../support/engine.mjs'
import { installAt } from '../support/project.mjs'

export const here = dirname(fileURLToPath(import.meta.url))
const packageRoot = join(here, '../..')

/** Where all of it lies. */
export const work = join(target, 'types')

const dependencies = {
  '@prisma/client': '7.10.0',
  '@types/node': '20.19.25',
  prisma: '7.10.0',
  'prisma-json-types-generator': '5.1.1',
  typescript: '5.9.3',
}

/** The last release of 5, which has what 6 and 7 took away. */
const five = { '@prisma/client': '5.22.0', prisma: '5.22.0' }

/** Runs `make` unless it ran for the same `key` before. */
function once(folder, key, make) {
  const stamp = join(folder, '.made-of')
  const wanted = createHash('sha256').update(key).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  make()
  mkdirSync(folder, { recursive: true })
  writeFileSync(stamp, wanted)
}

/** Installs Prisma, TypeScript and what else the programs import. */
export function install(folder = work, packages = dependencies) {
  const manifest = JSON.stringify({ name: 'types', private: true, type: 'module', dependencies: packages }, null, 2)
  once(folder, manifest, () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), manifest)
    execFileSync('npm', ['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  })
}

/** The compiler, of the version that the measurements name. */
export const typescript = () => createRequire(join(work, 'package.json'))('typescript')

const generators = (more) => `generator client {
  provider     = "prisma-client"
  output       = "./client"
  moduleFormat = "esm"
${more}}

generator js {
  provider = "prisma-client-js"
  output   = "./js"
${more}}

`

/**
 * Writes a project for `schema` and generates both providers' clients into it: `client/` and `js/`.
 * `side` is whose: 'prisma' or 'ours'.
 */
export function generate(side, name, schema, { more = '', before = '' } = {}) {
  if (side === 'ours') runtime()
  const folder = join(work, side, name)
  const text = generators(more) + before + schema
  const key = text + (side === 'ours' ? binaryKey() : dependencies.prisma)
  once(folder, key, () => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'schema.prisma'), text)
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    writeFileSync(join(folder, 'prisma.config.mjs'), "export default { schema: 'schema.prisma' }\n")
    const options = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }
    if (side === 'prisma') {
      const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: '1', PATH: `${join(work, 'node_modules/.bin')}:${process.env.PATH}` }
      execFileSync(join(work, 'node_modules/.bin/prisma'), ['generate', '--no-hints'], { ...options, env })
    } else {
      execFileSync(program(), ['generate'], options)
    }
  })
  return folder
}

/** The client of Prisma 5 for a schema, in `js/`. */
export function generateFive(schema, more) {
  const root = join(work, 'five')
  install(root, five)
  const folder = join(root, 'client')
  const text = `generator js {\n  provider = "prisma-client-js"\n  output   = "./js"\n${more}}\n\n${schema}`
  once(folder, text, () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'schema.prisma'), text)
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_QUERY_ENGINE_LIBRARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: '1' }
    execFileSync(join(root, 'node_modules/.bin/prisma'), ['generate', '--schema', 'schema.prisma'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] })
  })
  return folder
}

const binaryKey = () => `${program()} ${statSync(program()).mtimeMs}`

/** Puts our package where our clients find it under both of its names. */
export function runtime() {
  const modules = join(work, 'ours/node_modules')
  const built = join(packageRoot, 'runtime')
  if (!existsSync(built)) throw new Error(`${built} is not there: run \`npm run build\` in packages/`)
  const key = readdirSync(built).map((file) => readFileSync(join(built, file), 'utf8')).join('\0')
  once(modules, key, () => {
    rmSync(modules, { recursive: true, force: true })
    mkdirSync(join(modules, '@prisma'), { recursive: true })
    installAt(join(modules, 'nicol'))
    symlinkSync('../nicol', join(modules, '@prisma/client'))
  })
}
