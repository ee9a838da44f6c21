// What a call costs the processors: those of the client's process and those of the server's, with 16 calls in flight, and the
// throughput that would be left if the client cost nothing ("ceiling"), against the floor's whole cost.
// Usage: bench/node/run REFEREE --cpu [--ops a,b] [--calls N]; Linux alone, the server on this machine.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

import pg from 'pg'

import { open, type Operation } from './contestants.ts'
import { Database } from './database.ts'
import { inFlight, median } from './measure.ts'
import { names } from './ops.ts'

const ROUNDS = 5
const { values: options } = parseArgs({
  options: { ours: { type: 'string' }, ops: { type: 'string' }, calls: { type: 'string', default: '1000' } },
})
const url = process.env.DATABASE_URL as string
const database = new Database(url)
const contestants = { raw: await open('raw', url), ours: await open('ours', url, options.ours) }

const statOf = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ')
const postmaster = await (async () => {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
  const parent = Number(statOf(rows[0].pid)[1])
  await client.end()
  return parent
})()

/** Microseconds that the server's processes have run. */
function server(): number {
  const children = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ')
  return children.reduce((sum, pid) => {
    try {
      return sum + Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1000
    } catch {
      return sum // It has ended.
    }
  }, 0)
}

const client = () => {
  const { user, system } = process.cpuUsage()
  return user + system
}

const rows = []
for (const op of (options.ops?.split(',') as Operation[]) ?? names) {
  const calls = Math.ceil(Number(options.calls) / (/findMany(1000|Include)/.test(op) ? 5 : 1))
  const cost = { raw: [[], []], ours: [[], []] } as Record<string, [number[], number[]]>
  for (let round = 0; round < ROUNDS; round++) {
    // Both find the same tables, and those of the same age.
    for (const name of round % 2 ? (['raw', 'ours'] as const) : (['ours', 'raw'] as const)) {
      await database.reset()
      const call = contestants[name][op]
      await inFlight(calls / 4, call)
      const before = [client(), server()]
      await inFlight(calls, call)
      cost[name]?.[0].push((client() - (before[0] as number)) / calls)
      cost[name]?.[1].push((server() - (before[1] as number)) / calls)
    }
  }
  const [raw, rawServer] = cost.raw!.map(median) as [number, number]
  const [ours, oursServer] = cost.ours!.map(median) as [number, number]
  rows.push({
    op,
    'raw client': raw,
    'raw server': rawServer,
    'ours client': ours,
    'ours server': oursServer,
    'raw/ours': (raw + rawServer) / (ours + oursServer),
    ceiling: (raw + rawServer) / oursServer,
  })
}
const short = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(3)) : value)
console.table(JSON.parse(JSON.stringify(rows, short)))
const mean = (of: 'raw/ours' | 'ceiling') =>
  Math.exp(rows.reduce((sum, row) => sum + Math.log(row[of]), 0) / rows.length).toFixed(2)
console.log(`geometric means: raw/ours ${mean('raw/ours')}, ceiling ${mean('ceiling')} (microseconds a call above)`)
process.exit(0) // the pools would keep it alive
