// A generator that writes down what it is told of typed queries.
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line)
  let result = { manifest: { prettyName: 'Other', defaultOutput: './other.json' } }
  if (method === 'generate') {
    writeFileSync(params.generator.output.value, JSON.stringify(params.typedSql, null, 2) + '\n')
    result = null
  }
  process.stderr.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\n')
}
