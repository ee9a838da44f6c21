/** `.env` files, which Prisma 6's clients read when they are made. */

import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { ClientConfig } from '../config.js'

const read = new Set<string>()

/** Reads `.env` of the working directory and of the schema's folder. Never overrides a variable that is set. */
export function loadEnvironment(config: ClientConfig): void {
  const folders = [process.cwd()]
  if (config.dirname !== undefined) folders.push(path.resolve(config.dirname, config.datasource.directory))
  for (const folder of folders) {
    const file = path.join(folder, '.env')
    if (read.has(file)) continue
    read.add(file)
    let text: string
    try {
      text = readFileSync(file, 'utf8')
    } catch {
      continue
    }
    for (const [name, value] of parse(text)) process.env[name] ??= value
  }
}

const LINE =
  /^[ \t]*(?:export[ \t]+)?([\w.-]+)(?:[ \t]*=[ \t]*|:[ \t]+)('(?:\\'|[^'])*'|"(?:\\"|[^"])*"|`(?:\\`|[^`])*`|[^#\r\n]*)?[ \t]*(?:#.*)?$/gm

/** As the package dotenv reads it; `${NAME}` stands for another variable. */
export function parse(text: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, name, given = ''] of text.matchAll(LINE)) {
    let value = given.trim()
    const quote = value[0]
    if (quote !== undefined && value.length > 1 && '\'"`'.includes(quote) && value.endsWith(quote)) {
      value = value.slice(1, -1)
      if (quote === '"') value = value.replace(/\\n/g, '\n').replace(/\\r/g, '\r')
    }
    if (quote !== "'") {
      value = value.replace(/\\?\$\{([^}:]+)\}/g, (whole, key: string) =>
        whole.startsWith('\\') ? whole.slice(1) : (process.env[key] ?? found.get(key) ?? ''),
      )
    }
    found.set(name as string, value)
  }
  return found
}

/** Prisma 6's generated clients call it. Files never override what is set, so there is no conflict to warn of. */
export function warnEnvConflicts(): void {}
