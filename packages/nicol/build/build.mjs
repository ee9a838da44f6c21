// Builds `runtime/`: what generated clients import. JavaScript by esbuild, types by copying those that are written by
// hand (types/). With --check it also checks the sources' types.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')

/** What the client's runtime may weigh, minified, without decimal.js. */
export const LIMIT = 60_000

/** Parts that are files of their own: what needs them finds them beside itself. */
const parts = {
  name: 'parts',
  setup({ onResolve }) {
    onResolve({ filter: /\/adapter\/index\.js$/ }, () => ({ path: './adapter.js', external: true }))
    onResolve({ filter: /\/errors\/report\.js$/ }, () => ({ path: './report.js', external: true }))
    onResolve({ filter: /\/observe\.js$/ }, () => ({ path: './observe.js', external: true }))
    onResolve({ filter: /\/extensions\/results\.js$/ }, () => ({ path: './results.js', external: true }))
    onResolve({ filter: /\/slots\/interpret\.js$/ }, () => ({ path: './interpret.js', external: true }))
    // Classes exist once, in the runtime itself.
    onResolve({ filter: /^\.\.\/values\/index\.js$/ }, () => ({ path: './client.js', external: true }))
  },
}

const common = { bundle: true, minify: true, target: 'node18', legalComments: 'none', logLevel: 'warning', metafile: true }

async function bundle(out, entry, name, options) {
  const outfile = path.join(out, name)
  const { metafile } = await build({ ...common, ...options, entryPoints: [path.join(root, 'src', entry)], outfile })
  const { inputs } = Object.values(metafile.outputs)[0]
  const decimal = Object.entries(inputs).filter(([file]) => file.includes('decimal.js/'))
  const size = fs.statSync(outfile).size
  return { name, size, own: size - decimal.reduce((sum, [, input]) => sum + input.bytesInOutput, 0) }
}

/** A module that gives what a CommonJS one gives: there is one copy of the runtime, whoever imports it how. */
function reexport(out, name, of) {
  const names = Object.keys(require_(path.join(out, of))).filter((key) => key !== 'default').sort()
  const lines = names.map((key) => `export const ${key} = runtime.${key}`)
  fs.writeFileSync(path.join(out, name), `import runtime from './${of}'\n${lines.join('\n')}\nexport default runtime\n`)
}

const require_ = createRequire(import.meta.url)

/** Writes the runtime into a folder; how large each file is. */
export async function buildRuntime(out = path.join(root, 'runtime')) {
  fs.mkdirSync(out, { recursive: true })
  const node = { platform: 'node', format: 'cjs', plugins: [parts] }
  const sizes = [
    await bundle(out, 'index.ts', 'client.js', node),
    await bundle(out, 'adapter/index.ts', 'adapter.js', node),
    await bundle(out, 'errors/report.ts', 'report.js', node),
    await bundle(out, 'observe.ts', 'observe.js', node),
    await bundle(out, 'extensions/results.ts', 'results.js', node),
    await bundle(out, 'native/slots/interpret.ts', 'interpret.js', node),
    await bundle(out, 'browser.ts', 'index-browser.js', { platform: 'neutral', mainFields: ['module', 'main'], format: 'cjs' }),
    await bundle(out, 'browser.ts', 'index-browser.mjs', { platform: 'neutral', mainFields: ['module', 'main'], format: 'esm' }),
  ]
  reexport(out, 'client.mjs', 'client.js')
  // The name of Prisma 5 and 6.
  fs.writeFileSync(path.join(out, 'library.js'), `module.exports = require('./client.js')\n`)
  reexport(out, 'library.mjs', 'library.js')
  const types = path.join(root, 'types')
  if (fs.existsSync(types)) for (const file of fs.readdirSync(types)) fs.copyFileSync(path.join(types, file), path.join(out, file))
  return sizes
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) {
    execFileSync(process.execPath, [require_.resolve('typescript/bin/tsc'), '-p', root], { stdio: 'inherit' })
  }
  for (const { name, size, own } of await buildRuntime()) {
    console.log(`${name}: ${size} bytes, ${own} without decimal.js`)
  }
}
