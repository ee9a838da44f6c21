/**
 * Builds the packages as they are published: `node pack.mjs FOLDER [--release]` writes their tarballs into the folder and
 * tells what they weigh when they are installed. `--release` is what is published; without it addon and program are cargo's
 * debug builds, stripped of what debuggers need.
 */

import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { buildRuntime } from './nicol/build/build.mjs'

const packages = dirname(fileURLToPath(import.meta.url))
const repository = dirname(packages)

/** The package of the platform that this runs on. */
const PLATFORM = 'linux-x64-gnu'

/** What the packages may weigh together, installed, for one platform. */
export const LIMIT = 30_000_000

/** Builds, unless that was done, and packs: of each package its manifest, its tarball and what it weighs. */
export async function pack(folder, { release = false, isBuilt = false } = {}) {
  if (!isBuilt) {
    await buildRuntime()
    const profile = release ? ['--release'] : []
    run('cargo', ['build', '--quiet', '--locked', ...profile, '-p', 'nicol-node', '-p', 'nicol-cli'], repository)
  }
  placeBinaries(release)
  mkdirSync(folder, { recursive: true })
  return ['nicol', PLATFORM].map((name) => {
    const from = join(packages, name)
    const output = run('npm', ['pack', '--json', '--pack-destination', folder], from)
    // Scripts of a package may write before it.
    const [packed] = JSON.parse(output.slice(output.indexOf('[')))
    const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'))
    return { manifest, file: join(folder, packed.filename), packed: packed.size, installed: packed.unpackedSize }
  })
}

/** Puts addon and program into the platform's package. */
function placeBinaries(release) {
  const target = process.env.CARGO_TARGET_DIR ?? join(repository, 'target')
  const built = join(target, release ? 'release' : 'debug')
  const files = { 'libnicol_node.so': 'nicol.node', nicol: 'nicol' }
  for (const [from, to] of Object.entries(files)) {
    const path = join(packages, PLATFORM, to)
    copyFileSync(join(built, from), path)
    run('strip', ['--strip-unneeded', path], packages)
  }
  chmodSync(join(packages, PLATFORM, 'nicol'), 0o755)
}

function run(command, args, cwd) {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1e8 })
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2)
  const folder = words.find((word) => !word.startsWith('-'))
  if (!folder) throw new Error('usage: node pack.mjs FOLDER [--release]')
  const release = words.includes('--release')
  const made = await pack(resolve(folder), { release })
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`
  for (const { file, packed, installed } of made) console.log(`${file}: ${megabytes(packed)}, installed ${megabytes(installed)}`)
  const total = made.reduce((sum, { installed }) => sum + installed, 0)
  console.log(`installed together: ${megabytes(total)}`)
  for (const name of readdirSync(join(packages, PLATFORM))) {
    if (name !== 'package.json') console.log(`  ${name}: ${megabytes(statSync(join(packages, PLATFORM, name)).size)}`)
  }
  if (release && total > LIMIT) throw new Error(`that is more than ${megabytes(LIMIT)}`)
}
