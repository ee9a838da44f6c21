/** Loads modules of the application under the time of their last change; packages and generated code stay as they are. */
import { statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export async function resolve(specifier, context, next) {
  const found = await next(specifier, context)
  if (!/\/(app|lib)\/(?!generated).*\.mjs$/.test(found.url.split('?')[0])) return found
  const url = new URL(found.url)
  // The route by its request, so that what it imports is looked at each time.
  if (!url.search) url.search = `changed=${statSync(fileURLToPath(url)).mtimeMs}`
  return { ...found, url: url.href, shortCircuit: true }
}
