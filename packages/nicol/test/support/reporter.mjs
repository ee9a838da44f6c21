/** What `npm test` prints where no person looks on: a line for each test of a file with its time, what failed in full, and the counts. */

import { relative } from 'node:path'
import { inspect } from 'node:util'

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* reporter(events) {
  for await (const { type, data } of events) {
    const seconds = () => `(${(data.details.duration_ms / 1000).toFixed(1)} s)`
    const where = () => relative(process.cwd(), data.file ?? '')
    switch (type) {
      case 'test:pass':
        if (data.nesting === 0) yield `ok - ${where()}: ${data.name} ${seconds()}\n`
        break
      case 'test:fail': {
        const { error } = data.details
        yield `not ok - ${where()}: ${data.name} ${seconds()}\n`
        // A test that failed because one within it failed says nothing of its own.
        if (error?.failureType !== 'subtestsFailed') yield `${inspect(error?.cause ?? error).replaceAll(/^/gm, '    ')}\n`
        break
      }
      case 'test:stderr':
        yield data.message
        break
      case 'test:diagnostic':
        if (data.nesting === 0) yield `# ${data.message}\n`
    }
  }
}
