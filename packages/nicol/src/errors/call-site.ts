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
