/** What tells of statements: comments in them, and spans of them. */
export { oneByOne } from './comments/one-by-one.js'
export { commentOf } from './comments/plugins.js'
export { QuerySpans } from './tracing/query-spans.js'
