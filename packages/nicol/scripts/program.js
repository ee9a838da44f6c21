'use strict'
// Where the program `nicol` is: in the package of this platform, one of our optional dependencies.
const { existsSync } = require('node:fs')

/** Names the program's file, for platforms without a package. */
const VARIABLE = 'NICOL_BIN'

class MissingProgramError extends Error {}

/** The names of the packages that may hold the program: one for each C library of Linux. */
function candidates() {
  const plain = `@nicol/${process.platform}-${process.arch}`
  if (process.platform === 'linux') return [`${plain}-gnu`, `${plain}-musl`]
  return process.platform === 'win32' ? [`${plain}-msvc`] : [plain]
}

/** Whether the C library is musl: Node knows the version of glibc, where there is one. */
function isMusl() {
  return !process.report?.getReport().header.glibcVersionRuntime
}

function find(request) {
  try {
    return require.resolve(request)
  } catch {
    return undefined
  }
}

exports.program = function program() {
  const named = process.env[VARIABLE]
  if (named) {
    if (existsSync(named)) return named
    throw new MissingProgramError(`${VARIABLE} names the program ${named}, which is not there.`)
  }
  const file = process.platform === 'win32' ? 'nicol.exe' : 'nicol'
  const packages = candidates()
  const found = packages.map((name) => find(`${name}/${file}`)).filter((path) => path !== undefined)
  // Package managers that don't know of C libraries install both.
  if (found.length > 0) return found.length > 1 && isMusl() ? found[1] : found[0]
  throw new MissingProgramError(
    `Nicol has no program for this platform (${process.platform}-${process.arch}): ${packages.join(' or ')} is ` +
      'not installed. If there is such a package, install again without `--omit=optional` or `--no-optional`, and on the ' +
      'system that runs it. Otherwise build it (`cargo build --release -p nicol-cli -p nicol-node`) and name the files by ' +
      `the environment variables ${VARIABLE} (nicol) and NICOL_ADDON (libnicol_node.so).`,
  )
}

exports.MissingProgramError = MissingProgramError
