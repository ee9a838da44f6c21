/** Calls as templates of the addon and packed values. */

import type { EngineRequest, ModelRequest } from '../../engine.js'
import { enter, follow, Form, MODES, MOST, NONE, type Trace, UNKNOWN } from './forms.js'
import { packed, walk } from './walk.js'

export { packed } from './walk.js'

/** How often a form is met before it is worth a template. */
const ENOUGH = 2
/** How often a call is walked over until it is known what to pack: what is found to be JSON may hold more of it. */
const ROUNDS = 4

/**
 * Asks the addon for a template: `t` and its number; `m` and other modes; `l` if the call is wrong, others of its form may not
 * be; `n` if there is none.
 */
export type Learn = (request: ModelRequest, letters: string, modes: string) => string

/** The forms of one client's calls. */
export class Forms {
  readonly #models = new Map<string, Map<string, Form>>()
  readonly #learn: Learn
  readonly #room = { left: MOST }

  constructor(learn: Learn) {
    this.#learn = learn
  }

  /** Packs requests one after the other; what has no template, or is no call, as text. False if they are too much. */
  all(requests: readonly EngineRequest[], text: (request: EngineRequest, index: number) => string | undefined, head?: string): boolean {
    for (;;) {
      packed.reset()
      if (head !== undefined) packed.text(head)
      const at = packed.cell
      packed.number(0)
      let count = 0
      for (let index = 0; index < requests.length && packed.fits; index++) {
        const request = requests[index] as EngineRequest
        if (!this.add(request)) {
          const json = text(request, index)
          if (json === undefined) continue
          packed.number(-1)
          packed.text(json)
        }
        count++
      }
      packed.cells[at] = count
      if (packed.fits) return true
      if (!packed.grow()) return false
    }
  }

  /** Packs one request alone; false if it has no template. */
  one(request: EngineRequest): boolean {
    packed.reset()
    return this.add(request) || (!packed.fits && packed.grow() && this.one(request))
  }

  /** Packs a call; false, and nothing is packed, if it has no template. */
  add(request: EngineRequest): boolean {
    // Where every object has a method `toJSON`, none is plain.
    if ('raw' in request || 'toJSON' in Object.prototype) return false
    const { cell, byte } = packed
    enter(this.#room)
    packed.number(0)
    const root = this.#root(request)
    let form = reach(root, request.args)
    if (!packed.fits) return false
    if (form?.template === UNKNOWN && ++form.seen >= ENOUGH && this.#learned(root, form, request)) {
      packed.cell = cell + 1
      packed.byte = byte
      form = reach(root, request.args)
      if (!packed.fits) return false
    }
    if (form && form.template >= 0) {
      packed.cells[cell] = form.template
      return true
    }
    packed.cell = cell
    packed.byte = byte
    return false
  }

  #root({ model, action }: ModelRequest): Form {
    let actions = this.#models.get(model)
    if (!actions) this.#models.set(model, (actions = new Map()))
    let root = actions.get(action)
    if (!root) actions.set(action, (root = new Form()))
    return root
  }

  /** Asks for a template; whether the call's form has one now. */
  #learned(root: Form, first: Form, request: ModelRequest): boolean {
    let end: Form | undefined = first
    let modes = ''
    for (let round = 0; round < ROUNDS; round++) {
      const trace: Trace = { letters: '', forms: [], modes }
      follow(trace)
      try {
        end = reach(root, request.args)
      } finally {
        follow(undefined)
      }
      if (end?.template !== UNKNOWN) break
      const answer = this.#learn(request, trace.letters, trace.forms.map((form) => MODES[form.mode]).join(''))
      const rest = answer.slice(1)
      if (answer.startsWith('m')) modes = rest
      else if (answer.startsWith('t')) {
        end.template = Number(rest)
        return true
      } else if (answer.startsWith('l')) {
        end.seen = -10 * ENOUGH
        return false
      } else {
        end.template = NONE
        return false
      }
    }
    return (end?.template ?? NONE) >= 0
  }
}

function reach(root: Form, args: unknown): Form | undefined {
  return args === undefined ? root : walk(root, args, false, 0)
}
