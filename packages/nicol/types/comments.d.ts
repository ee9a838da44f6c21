/** Plugins that put comments on statements (the constructor's `comments`). */
import type { QueryAction } from './protocol.js'

export type SqlCommenterTags = { readonly [key: string]: string | undefined }

export interface SqlCommenterContext {
  readonly query: SqlCommenterQueryInfo
  /** The statement, where it is known. */
  readonly sql?: string
}

/** Gives the keys and values of one statement's comment. */
export interface SqlCommenterPlugin {
  (context: SqlCommenterContext): SqlCommenterTags
}

/** One request, or several look-ups that became one statement. */
export type SqlCommenterQueryInfo =
  | ({ readonly type: 'single' } & SqlCommenterSingleQueryInfo)
  | ({ readonly type: 'compacted' } & CompactedQueryInfo)

export interface SqlCommenterSingleQueryInfo {
  /** None for raw queries. */
  readonly modelName?: string
  readonly action: QueryAction
  readonly query: unknown
}

interface CompactedQueryInfo {
  readonly modelName: string
  readonly action: QueryAction
  readonly queries: ReadonlyArray<unknown>
}

export {}
