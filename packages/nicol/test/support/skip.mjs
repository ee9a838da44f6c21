/** Tests that can't run here: counted by `./test`, refused where the variable says `required`. */

import { appendFileSync } from 'node:fs'

/**
 * Notes that tests are skipped, or fails where that is forbidden. The same log and variables as in the Rust tests.
 * @param {'NICOL_POSTGRES' | 'NICOL_ORACLE' | 'NICOL_NODE'} variable
 * @param {string} reason
 */
export function skip(variable, reason) {
  if (process.env[variable] === 'required') throw new Error(`${reason}, and ${variable}=required forbids to skip`)
  if (process.env.NICOL_SKIP_LOG) appendFileSync(process.env.NICOL_SKIP_LOG, `${reason}\n`)
}
