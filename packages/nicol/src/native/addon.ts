/** The addon's functions (`crates/node`), and where it is found. */

import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { join, resolve } from 'node:path'

/** What `crates/node/src/lib.rs` says of `start`. */
export type Deliver = (
  id: number,
  kind: number,
  text: string | readonly string[] | undefined,
  layout: number | undefined,
  cells: Float64Array | undefined,
) => void

export interface Addon {
  /**
   * Prepares a copy of this module in this JavaScript environment; called once by each. The copy's number. `turns` says that
   * the event loop is that of Node.js, which can wait for the addon's sockets.
   */
  start(deliver: Deliver, arena: Float64Array, turns: boolean): number
  /** What a layout of results consists of. */
  describe(layout: number): string
  open(runtime: number, model: Uint8Array, options: string): number
  close(client: number): void
  submit(client: number, id: number, operation: number, transaction: number, payload: string): void
  /** Where a runtime packs arguments. */
  arguments(runtime: number, cells: Float64Array, bytes: Uint8Array): void
  /** Makes a template of a call. */
  learn(client: number, request: string, letters: string, modes: string): string
  /** As `submit`, of what was packed; false if it can't be read: nothing was done. */
  submitPacked(client: number, id: number, operation: number, transaction: number, cells: number, bytes: number): boolean
  answer(runtime: number, question: number, isError: boolean, text: string): void
  listen(client: number, levels: number): void
  metrics(client: number): string
}

/** Numbers of `crates/node/src/operation.rs`. */
export const Operation = {
  connect: 0,
  disconnect: 1,
  run: 2,
  runAll: 3,
  batch: 4,
  begin: 5,
  commit: 6,
  rollback: 7,
  health: 8,
} as const

let loaded: Addon | undefined

/** The addon: the file that `NICOL_ADDON` names, else that of the platform's package. */
export function loadAddon(): Addon {
  loaded ??= load()
  return loaded
}

function load(): Addon {
  const named = process.env.NICOL_ADDON
  if (named) return open(resolve(named), 'the environment variable NICOL_ADDON names it', 'Correct NICOL_ADDON, or unset it')
  const packages = platformPackages()
  let failed: unknown
  for (const name of packages) {
    const file = find(`${name}/nicol.node`)
    try {
      if (file) return open(file, `it is part of the package ${name}`)
    } catch (error) {
      failed ??= error
    }
  }
  if (failed) throw failed
  throw new Error(
    `Nicol has no engine for this platform (${platform()}): ${packages.join(' or ')} is not installed. ` +
      'If there is such a package, install again without `--omit=optional` or `--no-optional`, and on the system ' +
      'that the program runs on: `node_modules` copied from another system holds another engine. ' +
      'Otherwise build the addon yourself and name its file by the environment variable NICOL_ADDON.',
  )
}

function platform(): string {
  return `${process.platform}-${process.arch}`
}

/** The packages that may hold the addon. Of those for the C libraries of Linux only one can be loaded; some managers install both. */
function platformPackages(): string[] {
  const plain = `@nicol/${platform()}`
  if (process.platform === 'linux') return [`${plain}-gnu`, `${plain}-musl`]
  return process.platform === 'win32' ? [`${plain}-msvc`] : [plain]
}

/** A file of a package: beside this one, or in the folder of the program if a bundler has moved this one. */
function find(request: string): string | undefined {
  const places = [typeof __filename === 'string' ? __filename : undefined, join(process.cwd(), 'package.json')]
  for (const place of places) {
    if (!place) continue
    try {
      return createRequire(place).resolve(request)
    } catch {
      // Not there: the next place.
    }
  }
  return undefined
}

function open(file: string, reason: string, remedy = 'Install `nicol` again on this system'): Addon {
  const holder = { exports: {} as Addon }
  try {
    process.dlopen(holder, file, constants.dlopen?.RTLD_NOW)
  } catch (error) {
    throw new Error(
      `The engine ${file} (${reason}) can't be loaded on ${platform()} with Node.js ${process.version}: ` +
        `${error instanceof Error ? error.message : String(error)}. ` +
        `Is it for another system or an older C library? ${remedy}.`,
    )
  }
  if (typeof holder.exports.submit !== 'function') {
    throw new Error(`The file ${file} (${reason}) is no engine of Nicol, or one of another version. ${remedy}.`)
  }
  return holder.exports
}
