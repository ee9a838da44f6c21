/** Shows where a call was made: its lines in the user's file, with the message or the arguments below them. */

import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { EngineError } from '../engine.js'
import type { CallSite } from './call-site.js'
import { type Colors, colorsOf } from './colors.js'
import type { ErrorContext, FailedCall } from './convert.js'
import { showArguments } from './validation.js'

/** A request that makes no sense: its arguments, with what is wrong marked. */
export function invalidCall(error: EngineError, context: ErrorContext, call: FailedCall): string {
  let shown: string | undefined
  try {
    shown = showArguments(error, call, context.dataModel, colorsOf(context.format))
  } catch {
    // Arguments that can't be shown, such as those with a getter that throws.
  }
  return header(error.message, context, call, shown)
}

/** The message below the call: which method, where, and with which arguments. */
export function header(message: string, context: ErrorContext, call: FailedCall, args?: string): string {
  const colors = colorsOf(context.format)
  const location = call.site && locationOf(call.site)
  const source = location && excerpt(location, call.method)
  const name = source ? `${source.call})` : `prisma.${call.method}()`
  const intro = (end: string) => colors.red(`Invalid ${colors.bold(`\`${name}\``)} invocation${end}`)
  if (!location || !source) return ['', intro(':'), '', ...(args === undefined ? [''] : [args, '']), message].join('\n')
  const where = colors.underline(`${location.file}:${location.line}:${location.column}`)
  const code = numbered(source.lines, location.line, colors)
  const shown = args === undefined ? [code] : [`${code}${indent(args, hanging(source.lines, location.line))})`, '']
  return ['', intro(' in'), where, '', ...shown, message].join('\n')
}

interface Line {
  number: number
  text: string
}

function numbered(lines: readonly Line[], called: number, colors: Colors): string {
  const width = String(called).length
  return lines
    .map(({ number, text }) => {
      const sign = number === called ? colors.bold(colors.red('→')) : ' '
      return `${sign} ${colors.dim(`${String(number).padStart(width)} ${text}`)}`
    })
    .join('\n')
}

/** How far arguments below the call's line are indented. */
function hanging(lines: readonly Line[], called: number): number {
  const text = lines[lines.length - 1]?.text ?? ''
  return (/^ */.exec(text)?.[0].length ?? 0) + String(called).length + 3
}

/** Indents all lines but the first; signs in the margin stay there. */
function indent(text: string, by: number): string {
  const pad = ' '.repeat(by)
  return text
    .split('\n')
    .map((line, i) => (i === 0 ? line : pad + line))
    .join('\n')
}

interface Location {
  file: string
  line: number
  column: number
}

function locationOf(site: CallSite): Location | undefined {
  const first = site.frames()[0] ?? ''
  const [, file, line, column] = /\(?((?:file:\/\/)?[^()\s][^()]*?):(\d+):(\d+)\)?$/.exec(first.replace(/^\s+at /, '')) ?? []
  if (!file || !line || !column) return undefined
  const path = file.replace(/^.*? \(/, '')
  try {
    const name = path.startsWith('file:') ? fileURLToPath(path) : path
    return { file: name, line: Number(line), column: Number(column) }
  } catch {
    return undefined
  }
}

/** The lines up to the call, the call's own cut behind its bracket. */
interface Excerpt {
  /** The call as it is written, up to the bracket. */
  call: string
  lines: Line[]
}

/** Reads the call's place in its file, if there is one and the call can be seen in it. */
function excerpt(location: Location, method: string): Excerpt | undefined {
  let lines: string[]
  try {
    lines = readFileSync(location.file, 'utf8').split(/\r?\n/)
  } catch {
    return undefined
  }
  const text = lines[location.line - 1]
  if (text === undefined) return undefined
  const name = method.slice(method.lastIndexOf('.') + 1).replace(/[$]/g, '\\$')
  // The column is that of the method's name; code that was compiled on the way may be elsewhere.
  const matches = [...text.matchAll(new RegExp(`\\.${name}\\(`, 'g'))]
  const match = matches.find(({ index }) => index + 2 >= location.column) ?? matches[0]
  if (!match) return undefined
  const end = match.index + match[0].length
  const first = Math.max(1, location.line - 3)
  return {
    call: text.slice(text.lastIndexOf(' ', match.index) + 1, end),
    lines: lines
      .slice(first - 1, location.line)
      .map((line, i) => ({ number: first + i, text: first + i === location.line ? line.slice(0, end) : line })),
  }
}
