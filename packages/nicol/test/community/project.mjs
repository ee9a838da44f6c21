/** Projects that have the packages of `package.json`. */

import { cpSync, existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installed } from '../support/packages.mjs'
import { Project, installAt } from '../support/project.mjs'

const here = dirname(fileURLToPath(import.meta.url))

/** A project with the files of a part; above it lie the packages of others, and Nicol under Prisma's name. */
export function projectOf(part, provider) {
  const modules = installed('community', here, { more: ['client'], flags: ['--legacy-peer-deps'] })
  installAt(join(modules, '@prisma/client'))
  rmSync(join(modules, '.prisma'), { recursive: true, force: true })
  const project = new Project(dirname(modules)).linkCommands()
  cpSync(join(here, 'project', part), project.folder, { recursive: true })
  if (existsSync(join(project.folder, 'schema.prisma'))) {
    project.write('schema.prisma', project.read('schema.prisma').replace('provider = "postgresql"', `provider = "${provider}"`))
  }
  project.packages = modules
  project.paths.push(join(modules, '.bin'))
  project.write('package.json', '{ "name": "community", "private": true, "type": "module" }\n')
  project.write('tsconfig.json', JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  return project
}

const compilerOptions = {
  strict: true,
  target: 'es2022',
  module: 'esnext',
  moduleResolution: 'bundler',
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
}
