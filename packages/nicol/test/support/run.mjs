/**
 * Runs the tests of the packages: every `*.test.mjs` and `*.test.ts` below `packages/nicol/test`, or those whose path holds
 * one of the arguments.
 */

import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const wanted = process.argv.slice(2)
const files = readdirSync(root, { recursive: true })
  .filter((path) => /\.test\.(mjs|ts)$/.test(path) && !path.includes('node_modules'))
  .filter((path) => wanted.length === 0 || wanted.some((part) => path.includes(part)))
  .sort()
  .map((path) => join(root, path))
if (files.length === 0) throw new Error(`no test's path holds ${wanted.join(' or ')}`)
// Each file is a process of its own. The limit is no bound on speed: what waits for ever fails instead.
const limit = 20 * 60_000
const reporter = process.stdout.isTTY ? 'spec' : join(root, 'support/reporter.mjs')
const flags = ['--import', 'tsx', '--test', `--test-timeout=${limit}`, '--test-reporter', reporter]
const { status } = spawnSync(process.execPath, [...flags, ...files], { stdio: 'inherit', cwd: dirname(root) })
process.exit(status ?? 1)
