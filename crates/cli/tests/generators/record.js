// A generator that keeps what it is asked: a file for each generator and request in the folder that KEEP names.
const fs = require('node:fs')
const path = require('node:path')
const readline = require('node:readline')

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line)
  const name = method === 'generate' ? params.generator.name : params.name
  fs.writeFileSync(path.join(process.env.KEEP, `${name}.${method}.json`), line)
  const manifest = { prettyName: name, version: '1', defaultOutput: './node_modules/.made/' + name }
  const result = method === 'getManifest' ? { manifest } : null
  process.stderr.write(JSON.stringify({ jsonrpc: '2.0', result, id }) + '\n')
})
