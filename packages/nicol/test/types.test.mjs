// Users' programs compile against our generated clients as against Prisma's: the same ones, with the same results.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { before, describe, test } from 'node:test'
import { generate, here, install, typescript } from './types/clients.mjs'
import { diagnose, place, sourcesIn } from './types/compile.mjs'
import { isClient, isGeneric, markedLines, programsOf, resultType, shape } from './types/programs.mjs'

// Without Prisma there is nothing to compare with: a failure only where the peers must be there.
let skip = false
try {
  install()
} catch (error) {
  if (process.env.NICOL_ORACLE === 'required') throw error
  skip = `Prisma could not be installed: ${error.message}`
}

const providers = ['ts', 'js']
const sides = ['prisma', 'ours']
/** Programs that only one provider's client has words for. */
const only = { 'validator.ts': ['js'], 'ours.ts': [] }

/** Results that differ on purpose, and why. */
const differences = {
  scalarFields: 'Prisma gives relations where the selected names are only known to be those of scalars',
  omitNull: 'Prisma takes `omit: null` for everything omitted; at run time nothing is',
}

/** Each client's arguments name its own null sentinels, which have private members: they are compared as text alone. */
const hasSentinels = (text) => /(Input|Args|Delegate|NullClass|DbNull)\b/.test(text)

/** Lines with errors are those that are marked. */
function assertMarked(files, byFile) {
  for (const file of files) {
    const lines = byFile.get(file)
    const text = readFileSync(file, 'utf8').split('\n')
    const marked = markedLines(file)
    const missing = marked.filter((line) => !lines.has(line)).map((line) => `no error: ${text[line - 1]}`)
    const extra = [...lines].filter(([line]) => !marked.includes(line)).map(([line, messages]) => `${text[line - 1]}\n  ${messages.join('\n  ')}`)
    assert.deepEqual([...missing, ...extra], [], basename(file))
  }
}

/** What is compiled: a folder of programs and the schema that they are written for. */
const preview = ['relationJoins', 'views', 'strictUndefinedChecks', 'fullTextSearchPostgres', 'nativeDistinct']
const suites = [
  { name: 'shared', at: 'programs', schema: 'schema.prisma', enough: 200, models: ['User', 'Post', 'Membership', 'OrderLine', 'Legacy'] },
  {
    name: 'features',
    more: `  previewFeatures = ${JSON.stringify(preview)}\n`,
    // What the documentation of strictUndefinedChecks recommends.
    options: { exactOptionalPropertyTypes: true },
    models: ['Author', 'Book', 'AuthorStats', 'Ranking'],
  },
  { name: 'sqlite', models: ['User', 'Post'] },
]
const entries = ['client', 'browser', 'enums', 'models', 'commonInputTypes', 'internal/class', 'internal/prismaNamespace', 'internal/prismaNamespaceBrowser']

for (const { name, at = name, schema = `${name}/schema.prisma`, enough = 15, models, more, options } of suites)
  describe(`${name}: programs against both generated clients`, { skip }, () => {
    const folders = {}
    const files = {}
    let program, byFile, checker

    before(() => {
      const support = join(here, 'programs/support.ts')
      const sources = [...new Set([...sourcesIn(join(here, at)), support])]
      const text = readFileSync(join(here, schema), 'utf8')
      for (const side of sides) {
        folders[side] = generate(side, name, text, { more })
        for (const provider of providers) {
          const fitting = sources.filter((source) => (only[basename(source)] ?? providers).includes(provider))
          files[`${side} ${provider}`] = place(folders[side], provider, fitting)
        }
      }
      ;({ program, byFile } = diagnose(Object.values(files).flat(), options))
      checker = program.getTypeChecker()
    })

    for (const side of sides)
      for (const provider of providers)
        test(`${side}, ${provider}: the marked lines have errors, and no others`, () => assertMarked(files[`${side} ${provider}`], byFile))

    test('there are enough programs, right and wrong ones', () => {
      const all = files['ours ts'].flatMap((file) => programsOf(program.getSourceFile(file)))
      const wrong = all.filter((one) => one.wrong).length
      assert.ok(wrong >= enough && all.length - wrong >= enough, `${all.length - wrong} right, ${wrong} wrong`)
    })

    for (const provider of providers)
      test(`${provider}: results have the same types`, (t) => {
        let compared = 0
        const differing = []
        files[`prisma ${provider}`].forEach((theirFile, index) => {
          const theirs = programsOf(program.getSourceFile(theirFile))
          const ours = new Map(programsOf(program.getSourceFile(files[`ours ${provider}`][index])).map((one) => [one.name, one]))
          for (const their of theirs) {
            const their_ = resultType(checker, their)
            const our = resultType(checker, ours.get(their.name))
            if (their.wrong || isGeneric(their) || isClient(their_) || differences[their.name]) continue
            compared += 1
            const [a, b] = [shape(checker, their_), shape(checker, our)]
            const assignable = hasSentinels(a) || (checker.isTypeAssignableTo(their_, our) && checker.isTypeAssignableTo(our, their_))
            if (a !== b || !assignable) differing.push(`${basename(theirFile)} ${their.name}${assignable ? '' : ' (not assignable)'}\n  Prisma: ${a}\n  ours:   ${b}`)
          }
        })
        t.diagnostic(`${compared} results compared`)
        assert.deepEqual(differing, [])
        assert.ok(compared >= enough, `only ${compared} results were compared`)
      })

    test('each generated file exports the same names', () => {
      const ts = typescript()
      const scripts = ['index', 'client', 'default', 'edge'].map((file) => `js/${file}.d.ts`)
      const generated = [...[...entries, ...models.map((model) => `models/${model}`)].map((file) => `client/${file}.ts`), ...scripts]
      const paths = sides.flatMap((side) => generated.map((file) => join(folders[side], file)))
      const { program } = diagnose(paths)
      const checker = program.getTypeChecker()
      const list = (symbol, prefix) =>
        checker.getExportsOfModule(symbol).flatMap((one) => {
          const target = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one
          const kinds = [target.flags & ts.SymbolFlags.Value && 'value', target.flags & ts.SymbolFlags.Type && 'type'].filter(Boolean)
          return [`${prefix}${one.name} (${kinds.join(', ')})`, ...(one.name === 'Prisma' ? list(target, 'Prisma.') : [])]
        })
      const names = (side, file) => list(checker.getSymbolAtLocation(program.getSourceFile(join(folders[side], file))), '').sort()
      for (const file of generated) assert.deepEqual(names('ours', file), names('prisma', file), file)
    })
  })

describe('what 6 had, against ours alone', { skip }, () => {
  const schema = readFileSync(join(here, 'six/schema.prisma'), 'utf8')
  for (const provider of providers)
    test(`${provider}: the marked lines have errors, and no others`, () => {
      const files = place(generate('ours', 'six', schema), provider, [join(here, 'six/six.ts')])
      assertMarked(files, diagnose(files).byFile)
    })

  // The default of the compiler: what it reads of ours is right in itself.
  const ts = typescript()
  for (const [name, more] of Object.entries({
    bundler: {},
    nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
    node10: { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 },
  }))
    test(`declarations are checked as well: ${name}`, () => {
      const folder = generate('ours', 'six', schema)
      const files = ['js/index.d.ts', ...(name === 'node10' ? [] : ['client/client.ts', 'client/browser.ts'])].map((file) => join(folder, file))
      const { program } = diagnose(files, { ...more, skipLibCheck: false })
      const own = program.getSemanticDiagnostics().concat(program.getSyntacticDiagnostics(), program.getGlobalDiagnostics())
      const texts = own.map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`)
      assert.deepEqual(texts.filter((text) => !text.includes('/node_modules/@types/')), [])
    })
})

describe('prisma-json-types-generator over both', { skip }, () => {
  const generator = 'generator json {\n  provider = "prisma-json-types-generator"\n}\n\n'
  for (const provider of providers)
    test(`${provider}: the rewritten client compiles with its types`, () => {
      const schema = readFileSync(join(here, 'json/schema.prisma'), 'utf8')
      const [theirs, ours] = sides.map((side) => {
        // Two programs: the types that users declare are global.
        const files = place(generate(side, 'json', schema, { before: generator }), provider, [join(here, 'json/json.ts')])
        const { program, byFile } = diagnose(files)
        assertMarked(files, byFile)
        const checker = program.getTypeChecker()
        return programsOf(program.getSourceFile(files[0])).filter((one) => !one.wrong).map((one) => `${one.name}: ${shape(checker, resultType(checker, one))}`)
      })
      assert.deepEqual(ours, theirs)
    })
})
