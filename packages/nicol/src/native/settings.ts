import type { ConnectionSettings } from '../connection.js'

/** What the engine on the addon has to know. */
export interface NativeSettings extends ConnectionSettings {
  /** The data model's byte form, in base64. */
  dataModel: string
  /** The constructor's option: what results leave out. */
  omit?: unknown
  /** Whether operations and statements are counted and timed for `metrics()`. */
  metrics?: boolean
  /** How many plans are kept; 0 is none. */
  planCacheSize?: number
}
