// Prints, as JSON, what modules export at run time. Its arguments are files; it is run with tsx, for those in TypeScript.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(import.meta.url)

/** A value in a form that two clients can be compared by: constants as they are, objects by what they have. */
function described(value, depth) {
  if (typeof value !== 'object' || value === null) return ['string', 'number', 'boolean'].includes(typeof value) ? value : typeof value
  const prototype = Object.getPrototypeOf(value)
  const isPlain = prototype === Object.prototype || prototype === null
  if (!isPlain || depth === 0) return Array.isArray(value) ? 'list' : 'object'
  const names = Object.getOwnPropertyNames(value).filter((name) => name !== 'default' && name !== '__esModule')
  return Object.fromEntries(names.sort().map((name) => [name, described(value[name], depth - 1)]))
}

const found = {}
for (const file of process.argv.slice(2)) {
  found[file] = described(file.endsWith('.js') ? require(file) : { ...(await import(pathToFileURL(file).href)) }, 4)
}
console.log(JSON.stringify(found))
