/**
 * Parts of the runtime that most processes never need. They are files of their own (`runtime/*.js`), read when their time
 * comes; `build/build.mjs` knows them.
 */

export type Adapters = typeof import('../adapter/index.js')
type Interpret = typeof import('../native/slots/interpret.js')
type Observe = typeof import('../observe.js')
type Report = typeof import('../errors/report.js')
type Results = typeof import('../extensions/results.js')

/** Driver adapters. */
export function adapters(): Adapters {
  return require('../adapter/index.js') as Adapters
}

/** Calls and options as text, with what is wrong marked. */
export function report(): Report {
  return require('../errors/report.js') as Report
}

/** Middlewares, and fields that extensions compute. */
export function results(): Results {
  return require('../extensions/results.js') as Results
}

/** Reading results where code may not be made of strings. */
export function interpretation(): Interpret {
  return require('../native/slots/interpret.js') as Interpret
}

/** Comments in statements, and spans of them. */
export function observe(): Observe {
  return require('../observe.js') as Observe
}
