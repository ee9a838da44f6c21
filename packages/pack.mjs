/**
 * Builds the packages as they are published: `nicol`, and that of one platform. Their tarballs are written into a folder, and
 * it is told what they weigh when they are installed.
 *
 *     node pack.mjs FOLDER [--release] [--platform NAME] [--only nicol|platform] [--built]
 *
 * `--release` is what is published; without it addon and program are cargo's debug builds, stripped of what debuggers need.
 * `--platform` is another one than this machine's: cargo builds for its target then. `--built`: cargo has done that already.
 */

import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { dependenciesOn, manifestOf, platforms, thisPlatform } from './platforms.mjs'

const packages = dirname(fileURLToPath(import.meta.url))
const repository = dirname(packages)

/** What the packages may weigh together, installed, for one platform. */
export const LIMIT = 30_000_000

/** Builds, unless that was done, and packs: of each package its manifest, its tarball, and what its files weigh. */
export async function pack(folder, { release = false, isBuilt = false, platform, only } = {}) {
  mkdirSync(folder, { recursive: true })
  const stage = mkdtempSync(join(tmpdir(), 'nicol-pack-'))
  try {
    const made = []
    if (only !== 'platform') made.push(packed(await placeNicol(join(stage, 'nicol'), isBuilt), join(stage, 'nicol'), folder))
    if (only !== 'nicol') made.push(packed(placePlatform(join(stage, 'platform'), { release, isBuilt, platform }), join(stage, 'platform'), folder))
    return made
  } finally {
    rmSync(stage, { recursive: true, force: true })
  }
}

/** `nicol` as it is published: it depends on the packages of all platforms. */
async function placeNicol(to, isBuilt) {
  if (!isBuilt) await (await import('./nicol/build/build.mjs')).buildRuntime()
  const from = join(packages, 'nicol')
  const manifest = { ...nicol(), optionalDependencies: dependenciesOn(nicol()) }
  // What is not shipped is left out by npm, by the manifest's `files`.
  cpSync(from, to, { recursive: true, filter: (path) => !/[\\/](node_modules|test|src)$/.test(path) })
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return manifest
}

/** The package of a platform: addon and program. */
function placePlatform(to, { release, isBuilt, platform }) {
  const name = platform ?? thisPlatform()
  const { target, addon, program, strip } = platforms[name] ?? fail(`there is no platform ${name}: there are ${Object.keys(platforms).join(', ')}`)
  const profile = release ? ['--release'] : []
  const of = platform === undefined ? [] : ['--target', target]
  if (!isBuilt) run('cargo', ['build', '--quiet', '--locked', ...profile, ...of, '-p', 'nicol-node', '-p', 'nicol-cli'], repository)
  const built = join(process.env.CARGO_TARGET_DIR ?? join(repository, 'target'), ...of.slice(1), release ? 'release' : 'debug')
  const manifest = manifestOf(name, nicol())
  mkdirSync(to, { recursive: true })
  for (const [file, as] of [[addon, 'nicol.node'], [program, program]]) {
    copyFileSync(join(built, file), join(to, as))
    if (strip) run('strip', [...strip, join(to, as)], to)
  }
  chmodSync(join(to, program), 0o755)
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return manifest
}

const nicol = () => JSON.parse(readFileSync(join(packages, 'nicol/package.json'), 'utf8'))

function packed(manifest, from, folder) {
  for (const file of ['LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(join(repository, file), join(from, file))
  if (!existsSync(join(from, 'README.md'))) copyFileSync(join(packages, 'nicol/README.md'), join(from, 'README.md'))
  // A script of npm's on Windows, which only a shell starts.
  const output = run('npm', ['pack', '--json', '--pack-destination', folder], from, process.platform === 'win32')
  const [{ filename, size, unpackedSize, files }] = JSON.parse(output.slice(output.indexOf('[')))
  return { manifest, file: join(folder, filename), packed: size, installed: unpackedSize, files }
}

function run(command, args, cwd, shell = false) {
  return execFileSync(command, args, { cwd, shell, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1e8 })
}

function fail(message) {
  throw new Error(message)
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { release: { type: 'boolean' }, built: { type: 'boolean' }, platform: { type: 'string' }, only: { type: 'string' } },
  })
  const [folder] = positionals
  const isKnown = values.only === undefined || ['nicol', 'platform'].includes(values.only)
  if (!folder || !isKnown) fail('usage: node pack.mjs FOLDER [--release] [--platform NAME] [--only nicol|platform] [--built]')
  const { release, platform, only, built: isBuilt } = values
  const made = await pack(resolve(folder), { release, isBuilt, platform, only })
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`
  for (const { file, packed, installed, files } of made) {
    console.log(`${file}: ${megabytes(packed)}, installed ${megabytes(installed)}`)
    for (const { path, size } of files.filter(({ size }) => size > 1e6)) console.log(`  ${path}: ${megabytes(size)}`)
  }
  const total = made.reduce((sum, { installed }) => sum + installed, 0)
  console.log(`installed together: ${megabytes(total)}`)
  if (release && total > LIMIT) throw new Error(`that is more than ${megabytes(LIMIT)}`)
}
