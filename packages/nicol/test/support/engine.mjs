/** Engines for tests: the addon, data models made of schemas, databases with their tables. */

import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = join(dirname(fileURLToPath(import.meta.url)), '../../../..')

/** Where everything is built. */
export const target = process.env.CARGO_TARGET_DIR ?? join(repository, 'target')

/** A file that cargo has built. */
function built(variable, name, command) {
  const file = process.env[variable] ?? join(target, 'debug', name)
  if (!existsSync(file)) throw new Error(`${file} is not there: run \`${command}\`, or name it by ${variable}`)
  return file
}

/** The file of the addon. */
export const addonFile = () => built('NICOL_ADDON', 'libnicol_node.so', 'cargo build -p nicol-node')
process.env.NICOL_ADDON ??= addonFile()

/** The program `nicol`. */
export const program = () => built('NICOL_BIN', 'nicol', 'cargo build -p nicol-cli')

/** A folder for the time of the process. */
export function folder() {
  const made = mkdtempSync(join(tmpdir(), 'nicol-js-'))
  process.on('exit', () => rmSync(made, { recursive: true, force: true }))
  return made
}

/** Makes the tables of the models in a database; the data model's bytes as base64, and the settings of an engine. */
export function prepared(provider, models, url, { previewFeatures = [], datasource = '' } = {}) {
  const at = folder()
  const schema = join(at, 'schema.prisma')
  writeFileSync(
    schema,
    `generator rust {\n  provider = "nicol-rust"\n  output = "./generated"\n  previewFeatures = ${JSON.stringify(previewFeatures)}\n}\n` +
      `datasource db {\n  provider = "${provider}"\n${datasource}}\n${models}`,
  )
  const run = (...args) => execFileSync(program(), args, { cwd: at, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  run('generate', '--schema', schema)
  run('db', 'push', '--schema', schema, '--url', url)
  return { dataModel: readFileSync(join(at, 'generated', 'model.bin')).toString('base64'), url }
}
