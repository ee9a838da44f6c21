#!/usr/bin/env node
'use strict'
// The commands `nicol` and `prisma`: they start the program in the package of this platform.
const { spawn } = require('node:child_process')
const { chmodSync, accessSync, constants } = require('node:fs')
const { program, MissingProgramError } = require('../scripts/program')

/** Signals that others send to us and mean for the program. */
const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGQUIT']

function main() {
  const file = program()
  makeExecutable(file)
  let child
  // Before it is started: what it writes may make others send a signal at once.
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal))
  // Ctrl-C in a terminal reaches the program by itself, and a second one would mean "at once".
  const isTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY
  process.on('SIGINT', () => {
    if (!isTerminal) child.kill('SIGINT')
  })
  child = spawn(file, process.argv.slice(2), { stdio: 'inherit' })
  child.once('error', (error) => fail(`${file} can't be started: ${error.message}. Install \`nicol\` again on this system.`))
  child.once('exit', (code, signal) => {
    if (!signal) return process.exit(code ?? 1)
    // Ends as the program did, so that shells see it.
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
    process.exitCode = 1
  })
}

/** Some package managers and archives lose the mark of a program. */
function makeExecutable(file) {
  try {
    accessSync(file, constants.X_OK)
  } catch {
    try {
      chmodSync(file, 0o755)
    } catch {
      // Starting it tells what is wrong.
    }
  }
}

function fail(message) {
  process.stderr.write(`error: ${message}\n`)
  process.exit(1)
}

try {
  main()
} catch (error) {
  if (!(error instanceof MissingProgramError)) throw error
  fail(error.message)
}
