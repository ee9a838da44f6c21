// Loads a configuration file and writes {config, variables} as JSON: its default export, and the names of the
// environment variables that it read. Arguments: the file, where to write.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [file, answer] = process.argv.slice(2)
const read = new Set()
try {
  process.env = new Proxy(process.env, {
    get(target, name) {
      if (typeof name === 'string') read.add(name)
      return target[name]
    },
  })
} catch {}

async function load() {
  try {
    return await import(pathToFileURL(file).href)
  } catch (error) {
    // This runtime has no TypeScript: the project may have brought a loader.
    const has = (code) => error?.code === code || String(error?.message).includes(code)
    if (!/\.[cm]?ts$/.test(file) || !(has('ERR_UNKNOWN_FILE_EXTENSION') || error instanceof SyntaxError)) throw error
    const require = createRequire(pathToFileURL(file))
    const resolve = (name) => {
      try {
        return require.resolve(name)
      } catch {}
    }
    const jiti = resolve('jiti')
    if (jiti) {
      const { createJiti } = await import(pathToFileURL(jiti).href)
      return createJiti(file, { interopDefault: true }).import(file)
    }
    const tsx = resolve('tsx/esm/api')
    if (tsx) {
      const { tsImport } = await import(pathToFileURL(tsx).href)
      return tsImport(pathToFileURL(file).href, pathToFileURL(file).href)
    }
    throw new Error(`${process.release?.name ?? 'this runtime'} ${process.version} does not run TypeScript: use Node.js 22.18 or later, or install tsx or jiti in the project`)
  }
}

try {
  const loaded = await load()
  let config = loaded.default ?? loaded
  // CommonJS in the clothes of a module.
  if (config && typeof config === 'object' && 'default' in config) config = config.default
  if (typeof config === 'function') config = await config()
  // Code and objects of packages have no JSON form, and none of the keys that hold them matter here.
  const { adapter, studio, extensions, ...data } = config ?? {}
  const text = JSON.stringify({ config: data, variables: [...read] }, (_, value) =>
    typeof value === 'function' || typeof value === 'bigint' ? undefined : value,
  )
  writeFileSync(answer, text)
  process.exit(0)
} catch (error) {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error)
  process.exit(1)
}
