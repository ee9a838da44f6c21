/** A registry of npm with our packages alone: what is asked for goes by their names, as for users, and nowhere else. */

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

/**
 * Serves packages on a free port of this machine.
 * @param {{ manifest: { name: string, version: string }, file: string }[]} packages
 */
export async function serve(packages) {
  const asked = []
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url.slice(1))
    asked.push(path)
    const found = packages.find(({ manifest }) => path === manifest.name || path === `${manifest.name}/-/tarball.tgz`)
    if (!found) return response.writeHead(404, { 'content-type': 'application/json' }).end('{"error": "not found"}')
    const tarball = readFileSync(found.file)
    if (path !== found.manifest.name) return response.end(tarball)
    const { name, version } = found.manifest
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
    const dist = { tarball: `${url}${name}/-/tarball.tgz`, integrity }
    const document = { name, 'dist-tags': { latest: version }, versions: { [version]: { ...found.manifest, dist } } }
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${server.address().port}/`
  return { url, asked, close: () => new Promise((done) => server.close(done)) }
}
