/** The runtime's own side of extensions. Exported as `Extensions`; generated code puts its types on `defineExtension`. */
import type { ExtensionArgs } from './extension-args.js'

export function defineExtension(extension: ExtensionArgs | ((client: any) => any)): (client: any) => any

/** The client or model that a method of an extension was called on. */
export function getExtensionContext<T>(that: T): Context<T>
type Context<T> = (T extends { [K: symbol]: { ctx: infer C } } ? C & T : T) & { name?: string; $name?: string; $parent?: unknown }

export {}
