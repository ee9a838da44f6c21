/** The user's guides, where they are at hand (`../shared/guides` beside the repository): pages with code in them. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { skip } from './skip.mjs'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../../../../shared/guides')

/**
 * The blocks of a page, by the beginning of its name (`3-`).
 * @param {string} page
 * @returns {{ language: string, path: string | undefined, text: string }[] | null} `null` where there are no guides.
 */
export function blocksOf(page) {
  const name = existsSync(folder) ? readdirSync(folder).find((name) => name.startsWith(page)) : undefined
  if (name === undefined) {
    skip('NICOL_ORACLE', 'there are no guides beside the repository')
    return null
  }
  const blocks = []
  let named
  let open = null
  for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
    const fence = line.trimStart().startsWith('```')
    if (open === null && fence) {
      open = { language: line.trim().slice(3), path: named, lines: [] }
      named = undefined
    } else if (open !== null && fence) {
      const first = /^\/\/ (\S+)$/.exec(open.lines[0] ?? '')?.[1]
      const path = first !== undefined && isPath(first) ? first : open.path
      blocks.push({ language: open.language, path, text: open.lines.join('\n') + '\n' })
      open = null
    } else if (open !== null) {
      open.lines.push(line)
    } else {
      named = [...line.matchAll(/`([^`]+)`/g)].map((match) => match[1]).filter(isPath).at(-1) ?? named
    }
  }
  return blocks
}

const isPath = (text) => /[./]/.test(text) && !text.includes(' ')
