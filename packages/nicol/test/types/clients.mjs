// The clients that the programs are compiled against: Prisma's, by its own generator, and ours, each with its runtime's
// types. Everything lies in one folder outside of the repository and is made again when what it is made of changes.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { program, target } from '../support/engine.mjs'

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
export function install() {
  const manifest = JSON.stringify({ name: 'types', private: true, type: 'module', dependencies }, null, 2)
  once(work, manifest, () => {
    mkdirSync(work, { recursive: true })
    writeFileSync(join(work, 'package.json'), manifest)
    execFileSync('npm', ['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] })
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
      runtime()
      execFileSync(program(), ['generate'], options)
    }
  })
  return folder
}

const binaryKey = () => `${program()} ${statSync(program()).mtimeMs}`

/** Puts our runtime's types where our clients find them under both of its names. */
export function runtime() {
  const modules = join(work, 'ours/node_modules')
  const nicol = join(modules, 'nicol')
  const types = join(packageRoot, 'types')
  const key = readdirSync(types).map((file) => readFileSync(join(types, file), 'utf8')).join('\0')
  once(modules, key, () => {
    rmSync(modules, { recursive: true, force: true })
    mkdirSync(join(modules, '@prisma'), { recursive: true })
    cpSync(types, join(nicol, 'runtime'), { recursive: true })
    writeFileSync(join(nicol, 'package.json'), JSON.stringify({ name: 'nicol', version: '7.10.0', exports: { './package.json': './package.json', './runtime/*': './runtime/*.d.ts' } }))
    symlinkSync('../nicol', join(modules, '@prisma/client'))
  })
}
