// What the process holds over a million mixed calls: resident and JavaScript's memory after each tenth, in MiB. Half of the
// results are kept until ten thousand others have come, the other half is thrown away. The operations are those that leave
// the tables that others go through as large as they were.
// Usage: bench/node/run REFEREE --memory-run [--calls N] [--client raw]
import { parseArgs } from 'node:util'

import { open, type Operation } from './contestants.ts'
import { Database } from './database.ts'
import { inFlight } from './measure.ts'

const KEPT = 10_000
const { values: options } = parseArgs({
  options: { ours: { type: 'string' }, calls: { type: 'string', default: '1000000' }, client: { type: 'string', default: 'ours' } },
})
const url = process.env.DATABASE_URL as string
await new Database(url).reset()
const client = await open(options.client, url, options.ours)
const operations: Operation[] = [
  'findFirst', 'findFirstInclude', 'findUnique', 'findUniqueInclude', 'update', 'nestedUpdate', 'upsert', 'nestedUpsert', 'delete',
]
// One large result in a hundred: its memory is what a process is seen to grow by.
const large: Operation[] = ['findManyInclude2', 'createMany100', 'findManyInclude1']

let next = 0
const kept: unknown[] = Array.from({ length: KEPT })
const call = async () => {
  const number = next++
  const op = number % 100 === 0 ? large[(number / 100) % large.length] : operations[number % operations.length]
  const result = await client[op as Operation]()
  // The large ones would be what is kept.
  if (number % 2 && number % 100) kept[(number >> 1) % KEPT] = result
}
const calls = Number(options.calls)
for (let tenth = 0; tenth <= 10; tenth++) {
  const started = performance.now()
  await inFlight(tenth ? calls / 10 : 2 * KEPT, call)
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  const [resident, held] = [rss, heapUsed + external].map((bytes) => (bytes / 2 ** 20).toFixed(1))
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  console.log(`${tenth ? `${tenth * 10} %` : 'warm'}\tresident ${resident}\tJavaScript's ${held}\t${seconds} s`)
}
process.exit(0) // the pools would keep it alive
