/** The option `comments`: what plugins put behind each statement, in the form of sqlcommenter. */

import type { Call } from '../request/call.js'
import { protocolQuery } from './protocol.js'

export type CommentTags = Record<string, string | undefined>
export type CommentPlugin = (context: { query: object; sql?: string }) => CommentTags

/** The comment for a call; nothing if the plugins have nothing to say. */
export function commentOf(plugins: readonly CommentPlugin[], call: Call): string | undefined {
  const context = { query: { type: 'single', ...protocolQuery(call) } }
  const tags: CommentTags = Object.assign(Object.create(null) as CommentTags, ...plugins.map((plugin) => plugin(context)))
  const parts = Object.entries(tags)
    .filter((tag): tag is [string, string] => tag[1] !== undefined)
    .map(([key, value]) => [encode(key), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, value]) => `${key}='${value}'`)
  return parts.length > 0 ? `/*${parts.join(',')}*/` : undefined
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/'/g, "\\'")
}
