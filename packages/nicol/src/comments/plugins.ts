/** The option `comments`: what plugins put behind each statement, in the form of sqlcommenter. */

import type { Call } from '../request/call.js'
import { protocolQuery } from './protocol.js'

export type CommentTags = Record<string, string | undefined>
export type CommentPlugin = (context: { query: object; sql?: string }) => CommentTags

/**
 * The comment for a call, or for look-ups that become one; nothing if the plugins have nothing to say. They are asked once,
 * before there are statements: of these they see raw ones only.
 */
export function commentOf(plugins: readonly CommentPlugin[], calls: readonly Call[], sql?: string): string | undefined {
  const [first] = calls as [Call]
  const { query, ...asked } = protocolQuery(first)
  const together = calls.length > 1
  const context = {
    query: together
      ? { type: 'compacted', ...asked, queries: calls.map((call) => protocolQuery(call).query) }
      : { type: 'single', ...asked, query },
    ...(sql !== undefined && { sql }),
  }
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
