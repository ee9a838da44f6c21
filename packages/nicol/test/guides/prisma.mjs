/** Guide 3's project on Prisma: to show that what is patched does not work there either. */

import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { Project } from '../support/project.mjs'
import { install, work } from '../types/clients.mjs'

/**
 * A project with Prisma's client of a schema, which has no URL: Prisma 7 takes none there.
 * @param {Record<string, string>} schemas  Paths and texts.
 */
export function prismaProject(schemas) {
  install()
  const project = new Project()
  symlinkSync(join(work, 'node_modules'), join(project.folder, 'node_modules'))
  for (const [path, text] of Object.entries(schemas)) project.write(path, text.replace(/^\s*url\s*=.*\n/m, ''))
  project.write('prisma.config.mjs', "export default { schema: 'src/prisma/schema' }\n")
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', PRISMA_HIDE_UPDATE_MESSAGE: '1' }
  const command = join(work, 'node_modules/.bin/prisma')
  execFileSync(command, ['generate', '--no-hints'], { cwd: project.folder, env, stdio: ['ignore', 'ignore', 'inherit'] })
  return project
}
