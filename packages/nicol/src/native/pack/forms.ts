/**
 * The forms of calls: a tree of what a walk over arguments meets, which ends in a template of the addon
 * (`crates/query/src/json/template`). Keys, kinds of values and nulls are its branches; most values are not.
 */

/** What a value is: places in `LETTERS`, which are those of `outline.rs`. */
export const enum Kind {
  string = 0,
  number = 1,
  boolean = 2,
  date = 3,
  bigint = 4,
  decimal = 5,
  bytes = 6,
  // Lists of one kind are that kind and this.
  lists = 7,
  null = 14,
  undefined = 15,
  skip = 16,
  DbNull = 17,
  JsonNull = 18,
  AnyNull = 19,
  field = 20,
  json = 21,
  object = 22,
  list = 23,
  rows = 24,
  end = 25,
}

const LETTERS = 'snbdimySNBDIMY0ukDJAfjolre'

/** What is done with a value; letters of `MODES`. */
export const enum Mode {
  packed = 0,
  named = 1,
  json = 2,
}
export const MODES = '-=j'

/** Of forms that nothing is known of, and of those that have none. */
export const UNKNOWN = -1
export const NONE = -2

/** How many branches a client's forms have at most: applications have thousands. More calls are sent as JSON. */
export const MOST = 30_000
/** How many values of one place may be part of names, and how long they may be. */
const MOST_NAMES = 200
const LONGEST_NAME = 100

/** How many branches a client may still make. */
export interface Room {
  left: number
}

let room: Room = { left: 0 }

/** Walks go over the forms of this client from now on. */
export function enter(of: Room): void {
  room = of
}

/** What the walk that learns has met: letters, and the branch before each value. */
export interface Trace {
  letters: string
  forms: Form[]
  /** What is to be done with the values, as far as it is known. */
  modes: string
}

let trace: Trace | undefined

/** A walk that learns begins, or ends. */
export function follow(begun: Trace | undefined): void {
  trace = begun
}

/** Where a walk stands. */
export class Form {
  template = UNKNOWN
  /** How often walks have ended here. */
  seen = 0
  /** What is done with the value that comes next. */
  mode: number = Mode.packed
  #kinds: (Form | undefined)[] = []
  #keys: Map<unknown, Form> | undefined

  /** A value comes next. */
  before(): void {
    if (!trace) return
    const mode = MODES.indexOf(trace.modes.charAt(trace.forms.length) || '-')
    if (mode !== Mode.packed) this.become(mode)
    trace.forms.push(this)
  }

  /** Something else is done with the value: what came behind it is of no use. */
  become(mode: number): void {
    if (this.mode === mode) return
    this.mode = mode
    this.#kinds = []
  }

  /** After a value of this kind. */
  to(kind: number): Form | undefined {
    if (trace) trace.letters += LETTERS.charAt(kind)
    return this.#kinds[kind] ?? (this.#kinds[kind] = another())
  }

  /** Behind a key, or a value that is part of the name. */
  at(key: unknown): Form | undefined {
    const found = this.#keys?.get(key)
    if (found) return found
    const form = another()
    if (form) (this.#keys ??= new Map()).set(key, form)
    return form
  }

  /** Behind a value that is part of the name. */
  named(value: unknown): Form | undefined {
    if (typeof value === 'string' && value.length > LONGEST_NAME) return undefined
    return this.#keys && this.#keys.size >= MOST_NAMES ? this.#keys.get(value) : this.at(value)
  }
}

function another(): Form | undefined {
  return room.left-- > 0 ? new Form() : undefined
}
