/**
 * The platforms that there are packages for, by the end of the package's name (`@nicol/…`): what npm and its kin choose by,
 * the target of cargo's, and how files are called there. `nicol/src/native/addon.ts` and `nicol/scripts/program.js` look for
 * these names.
 */

const linux = { system: 'Linux', os: 'linux', addon: 'libnicol_node.so', program: 'nicol', strip: ['--strip-unneeded'] }
const glibc = { ...linux, libc: 'glibc' }
const musl = { ...linux, libc: 'musl' }
const mac = { system: 'macOS', os: 'darwin', addon: 'libnicol_node.dylib', program: 'nicol', strip: ['-x'] }
const windows = { system: 'Windows', os: 'win32', addon: 'nicol_node.dll', program: 'nicol.exe' }

export const platforms = {
  'linux-x64-gnu': { ...glibc, cpu: 'x64', target: 'x86_64-unknown-linux-gnu' },
  'linux-arm64-gnu': { ...glibc, cpu: 'arm64', target: 'aarch64-unknown-linux-gnu' },
  'linux-x64-musl': { ...musl, cpu: 'x64', target: 'x86_64-unknown-linux-musl' },
  'linux-arm64-musl': { ...musl, cpu: 'arm64', target: 'aarch64-unknown-linux-musl' },
  'darwin-x64': { ...mac, cpu: 'x64', target: 'x86_64-apple-darwin' },
  'darwin-arm64': { ...mac, cpu: 'arm64', target: 'aarch64-apple-darwin' },
  'win32-x64-msvc': { ...windows, cpu: 'x64', target: 'x86_64-pc-windows-msvc' },
}

/** The platform that this runs on. */
export function thisPlatform() {
  const libc = process.platform === 'linux' ? (process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl') : undefined
  const fits = ([, { os, cpu, libc: of }]) => os === process.platform && cpu === process.arch && of === libc
  const found = Object.entries(platforms).find(fits)
  if (!found) throw new Error(`there is no package for ${process.platform}-${process.arch}`)
  return found[0]
}

/** The manifest of a platform's package; versions are those of `nicol`. */
export function manifestOf(name, { version, nicolVersion, license, engines, repository }) {
  const { system, os, cpu, libc, program } = platforms[name]
  const kind = libc ? ` with ${libc}` : ''
  return {
    name: `@nicol/${name}`,
    version,
    nicolVersion,
    description: `Nicol's program and Node addon for ${system} on ${cpu}${kind}. Install \`nicol\`, which depends on it.`,
    license,
    ...(repository && { repository }),
    os: [os],
    cpu: [cpu],
    ...(libc && { libc: [libc] }),
    engines,
    main: 'nicol.node',
    files: [program, 'nicol.node'],
  }
}

/** What `nicol` depends on: one of them fits where it is installed. */
export function dependenciesOn({ version }) {
  return Object.fromEntries(Object.keys(platforms).map((name) => [`@nicol/${name}`, version]))
}
