/** The published Prisma packages, where the Rust tests have installed them: see `dev/testkit`. */

import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { skip } from './skip.mjs'

const repository = join(dirname(fileURLToPath(import.meta.url)), '../../../..')
/** Their folder. */
export const oracle = join(process.env.CARGO_TARGET_DIR ?? join(repository, 'target'), 'oracle')

/**
 * Loads one of the oracle's packages.
 * @param {string} name
 * @returns {any} `null` where there is none: then the test is skipped, and counted.
 */
export function published(name) {
  return folderOf(name) && createRequire(join(oracle, 'package.json'))(name)
}

/** The folder of one of the oracle's packages; `null` where there is none. */
export function folderOf(name) {
  const folder = join(oracle, 'node_modules', name)
  if (existsSync(folder)) return folder
  skip('NICOL_ORACLE', `${name} is not installed`)
  return null
}
