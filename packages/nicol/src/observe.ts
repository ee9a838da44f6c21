/** What tells of statements: comments in them, and spans of them. */
export { commentOf } from './comments/plugins.js'
export { QuerySpans } from './tracing/query-spans.js'
