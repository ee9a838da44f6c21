/**
 * How much work the compiler has with the programs: type instantiations, types and time, for Prisma's clients and ours, on
 * schemas of many models.
 *
 *     node --max-old-space-size=12000 packages/nicol/test/types/measure.mjs [MODELS…]     (50 and 200 without arguments)
 *
 * The heap is for Prisma's `prisma-client-js` client of 200 models.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generate, here, install } from './clients.mjs'
import { diagnose, place, sourcesIn } from './compile.mjs'
import { widened } from './widen.mjs'

install()
const schema = readFileSync(join(here, 'schema.prisma'), 'utf8')
const sources = sourcesIn(join(here, 'programs'))
const sizes = process.argv.slice(2).map(Number)
console.log('models provider client instantiations types seconds')
for (const models of sizes.length ? sizes : [50, 200])
  for (const provider of ['ts', 'js']) {
    const counts = ['prisma', 'ours'].map((side) => {
      const files = place(generate(side, `models-${models}`, widened(schema, models)), provider, sources)
      const start = process.cpuUsage().user
      const { program } = diagnose(files)
      const seconds = (process.cpuUsage().user - start) / 1e6
      console.log(models, provider, side, program.getInstantiationCount(), program.getTypeCount(), seconds.toFixed(1))
      return program.getInstantiationCount()
    })
    console.log(models, provider, 'ours / prisma', (counts[1] / counts[0]).toFixed(2))
  }
