import type { Extension } from './list.js'

interface Extendable {
  $extends(extension: unknown): object
}

/** `Prisma.defineExtension`: an extension to be handed to `$extends`, from an object or a function of the client. */
export function defineExtension(extension: Extension | ((client: object) => object)): (client: object) => object {
  if (typeof extension === 'function') return extension
  return (client) => (client as Extendable).$extends(extension)
}

/** `Prisma.getExtensionContext(this)`: gives `this` the type that it has in extensions. */
export function getExtensionContext<T>(that: T): T {
  return that
}
