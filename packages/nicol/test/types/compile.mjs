// Compiles programs beside generated clients, and says which lines have errors.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { typescript, work } from './clients.mjs'

/** How users compile: everything strict. */
export function options(ts) {
  return {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    types: ['node'],
    typeRoots: [join(work, 'node_modules/@types')],
  }
}

/** Copies the programs into `folder/provider/programs`, beside a `client.ts` that is the client of that provider. */
export function place(folder, provider, sources) {
  const root = join(folder, 'of', provider)
  mkdirSync(join(root, 'programs'), { recursive: true })
  write(join(root, 'client.ts'), provider === 'js' ? "export * from '../../js/index.js'\n" : "export * from '../../client/client.ts'\n")
  return sources.map((source) => {
    const path = join(root, 'programs', basename(source))
    write(path, readFileSync(source, 'utf8'))
    return path
  })
}

function write(path, text) {
  writeFileSync(path, text)
}

export const sourcesIn = (folder) => readdirSync(folder).filter((name) => name.endsWith('.ts')).sort().map((name) => join(folder, name))

/** What packages declare is read once, by programs of one kind of modules. */
function host(ts, options) {
  const made = ts.createCompilerHost(options)
  const key = `${options.module} ${options.moduleResolution}`
  const known = read.get(key) ?? new Map()
  read.set(key, known)
  const { getSourceFile } = made
  made.getSourceFile = (name, ...rest) => {
    const isShared = name.includes('/node_modules/typescript/') || name.includes('/node_modules/@types/')
    const found = known.get(name) ?? getSourceFile.call(made, name, ...rest)
    if (isShared) known.set(name, found)
    return found
  }
  return made
}

const read = new Map()

/** All diagnostics of `files`: by file, by line (from 1), their messages. */
export function diagnose(files, more = {}) {
  const ts = typescript()
  const all = { ...options(ts), ...more }
  const program = ts.createProgram(files, all, host(ts, all))
  const byFile = new Map(files.map((file) => [file, new Map()]))
  for (const file of files) {
    const source = program.getSourceFile(file)
    for (const diagnostic of [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]) {
      const line = source.getLineAndCharacterOfPosition(diagnostic.start).line + 1
      const lines = byFile.get(file)
      lines.set(line, [...(lines.get(line) ?? []), ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')])
    }
  }
  return { program, byFile }
}
