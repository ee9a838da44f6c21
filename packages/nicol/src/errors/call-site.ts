import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * How much of the stack is kept at a call: who called, and from where. A stack costs microseconds a frame; what lies
 * below is known again when something fails, by what waits for the call.
 */
const FRAMES = 2

const isLimitWritable = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')?.writable === true

/** Where the user's code called the client. Taken at each call, and looked at only when something fails. */
export class CallSite {
  declare stack?: string

  /** Frames of this function and of all that it called are left out, so the first that stays is the user's. */
  constructor(below: (...args: never[]) => unknown) {
    const limit = Error.stackTraceLimit
    if (!isLimitWritable || limit <= FRAMES) {
      Error.captureStackTrace(this, below)
      return
    }
    Error.stackTraceLimit = FRAMES
    Error.captureStackTrace(this, below)
    Error.stackTraceLimit = limit
  }

  /** The lines of a stack trace below its message. */
  frames(): string[] {
    return framesOf(this.stack)
  }

  location(): Location | undefined {
    const first = this.frames()[0] ?? ''
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
}

export interface Location {
  file: string
  line: number
  column: number
}

/** The lines up to the call, the call's own cut behind its bracket. */
export interface Excerpt {
  /** The call as it is written, up to the bracket. */
  call: string
  lines: { number: number; text: string }[]
}

/** Reads the call's place in its file, if there is one and the call can be seen in it. */
export function excerpt(location: Location, method: string): Excerpt | undefined {
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

/** This file, once it is built; where an application's bundle holds it, its frames can't be told from the application's. */
const own = typeof __filename === 'string' && /[\\/]runtime[\\/]client\.js$/.test(__filename) ? __filename : undefined

/** The lines of a stack below its message, without those of the runtime itself. */
function framesOf(stack: string | undefined): string[] {
  const lines = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  const foreign = lines.filter((line) => !own || !line.includes(own))
  return foreign.length > 0 ? foreign : lines
}

/** Lets the stack of a new error be that of the call: from where it was made, then from what waits for it. */
export function restack(error: Error, site: CallSite | undefined, stack = error.stack): void {
  const frames = site?.frames() ?? []
  const waiting = framesOf(stack).filter((line) => frames.length === 0 || line.includes('at async '))
  // The functions that called are mostly those that wait.
  const known = new Set(frames.map(place))
  const rest = waiting.filter((line) => !known.has(place(line)))
  const lines = [...frames, ...rest].slice(0, Math.max(Error.stackTraceLimit, 1))
  if (lines.length > 0) error.stack = [`${error.name}: ${error.message}`, ...lines].join('\n')
}

/** The function, else the file and line, of a frame. */
function place(frame: string): string {
  const [, name, at] = /^\s+at (?:async )?(?:(.+) \(|(.*?:\d+):\d+$)/.exec(frame) ?? []
  return name ?? at ?? frame
}
