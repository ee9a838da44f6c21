/** Who waits for what: operations by number, clients that listen. */

import type { EngineError } from '../engine.js'
import { type Addon, type Deliver, loadAddon } from './addon.js'
import { decode } from './decode.js'
import { packed } from './pack/index.js'
import { arena, decodeSlots } from './slots/index.js'

/** Numbers of `crates/node/src/wake.rs`. */
const VALUE = 0
const EVENT = 2
const QUESTION = 3
const SLOTS = 4

interface Waiting {
  resolve(value: unknown): void
  reject(error: EngineError): void
}

const waiting = new Map<number, Waiting>()
const listeners = new Map<number, (event: string) => void>()
const passwords = new Map<number, () => Promise<string>>()
let started: Addon | undefined
/** Which copy of this module this one is: there may be several, as modules are loaded anew by test runners and reloads. */
let runtime = 0
let last = 0

/** The addon, ready for this environment. */
export function addon(): Addon {
  if (started) return started
  const loaded = loadAddon()
  const { env, versions } = process
  // Bun's and Deno's loops only resemble that of Node.js.
  runtime = loaded.start(deliver, arena, !versions.bun && !versions.deno && env.NICOL_IO !== 'thread')
  started = loaded
  return loaded
}

/** The next operation's number. */
function next(): number {
  do last = last === 0xffffffff ? 1 : last + 1
  while (waiting.has(last))
  return last
}

/** Makes a client; its number. */
export function open(model: Uint8Array, options: string): number {
  const { open } = addon()
  return open(runtime, model, options)
}

/** Starts an operation of a client; resolves to its result. */
export function submit(client: number, operation: number, transaction: number, payload: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const id = next()
    waiting.set(id, { resolve, reject })
    try {
      addon().submit(client, id, operation, transaction, payload)
    } catch (error) {
      waiting.delete(id)
      reject(error)
    }
  })
}

/** The same of what was packed; `otherwise` writes it as text, if the addon can't read it. */
export function submitPacked(client: number, operation: number, transaction: number, otherwise: () => string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const id = next()
    waiting.set(id, { resolve, reject })
    try {
      const { submit, submitPacked } = withArguments()
      if (submitPacked(client, id, operation, transaction, packed.cell, packed.byte)) return
      submit(client, id, operation, transaction, otherwise())
    } catch (error) {
      waiting.delete(id)
      reject(error)
    }
  })
}

let cells: Float64Array | undefined
let bytes: Uint8Array | undefined

/** The addon, which knows where it is packed. */
export function withArguments(): Addon {
  const ready = addon()
  if (cells !== packed.cells || bytes !== packed.bytes) {
    cells = packed.cells
    bytes = packed.bytes
    ready.arguments(runtime, cells, bytes)
  }
  return ready
}

export function listenTo(client: number, listener: ((event: string) => void) | undefined): void {
  if (listener) listeners.set(client, listener)
  else listeners.delete(client)
}

/** Whom to ask for a client's password. */
export function askFor(client: number, password: () => Promise<string>): void {
  passwords.set(client, password)
}

/** Nobody holds the client any more. */
export function forget(client: number): void {
  listeners.delete(client)
  passwords.delete(client)
  addon().close(client)
}

const deliver: Deliver = (id, kind, text, layout, cells) => {
  if (kind === EVENT) {
    const listener = listeners.get(id)
    // One by one and outside of this call, so that what a listener throws stops neither results nor other events.
    if (listener) queueMicrotask(() => listener(text as string))
    return
  }
  if (kind === QUESTION) {
    void answer(id, Number(text))
    return
  }
  const operation = waiting.get(id)
  if (!operation) return
  waiting.delete(id)
  try {
    if (kind === SLOTS) operation.resolve(decodeSlots(layout as number, text, cells, describe))
    else if (kind === VALUE) operation.resolve(decode(text as string))
    else operation.reject(JSON.parse(text as string) as EngineError)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    operation.reject({ fault: 'panic', message: `The result can't be read: ${message}` })
  }
}

function describe(layout: number): string {
  return addon().describe(layout)
}

async function answer(client: number, question: number): Promise<void> {
  try {
    const password: unknown = await passwords.get(client)?.()
    if (typeof password !== 'string') throw new Error(`the function for the password gave no string, but ${typeof password}`)
    addon().answer(runtime, question, false, password)
  } catch (error) {
    addon().answer(runtime, question, true, error instanceof Error ? error.message : String(error))
  }
}
