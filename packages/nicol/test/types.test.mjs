// Users' programs compile against our generated clients as against Prisma's: the same ones, with the same results.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { generate, generateFive, here, install, typescript } from './types/clients.mjs'
import { diagnose, place, sourcesIn } from './types/compile.mjs'
import { isClient, isGeneric, markedLines, programsOf, resultType, shape } from './types/programs.mjs'
import { widened } from './types/widen.mjs'

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
const only = { 'validator.ts': ['js'], 'dates.ts': ['ts'], 'ours.ts': [] }

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
  { name: 'names', models: ['Date', 'Object', 'Error', 'Sql'] },
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

    test('each generated file exports the same names, in types and at run time', async () => {
      const modules = [...entries, ...models.map((model) => `models/${model}`)].map((file) => `client/${file}.ts`)
      const scripts = ['index', 'client', 'default'].map((file) => `js/${file}`)
      const generated = [...modules, ...[...scripts, 'js/edge'].map((file) => `${file}.d.ts`)]
      const { program } = diagnose(sides.flatMap((side) => generated.map((file) => join(folders[side], file))))
      const checker = program.getTypeChecker()
      const named = (side, file) => exportsOf(checker, checker.getSymbolAtLocation(program.getSourceFile(join(folders[side], file)))).sort()
      for (const file of generated) assert.deepEqual(named('ours', file), named('prisma', file), file)

      const [theirs, ours] = await Promise.all(sides.map((side) => valuesOf(folders[side], [...modules, ...scripts.map((file) => `${file}.js`), 'js/index-browser.js'])))
      // What is for browsers exports much as types alone (`export type *`).
      for (const file of modules.concat(scripts).filter((file) => !/browser/i.test(file))) {
        const name = file.startsWith('js/') ? `${file}.js` : file
        const declared = named('ours', file.startsWith('js/') ? `${file}.d.ts` : file)
        const missing = declared.filter((one) => one.endsWith(' value') && !has(ours[name], one.slice(0, -' value'.length).split('.')))
        assert.deepEqual(missing, [], name)
      }
      for (const [file, values] of Object.entries(theirs)) {
        for (const space of [values, values.Prisma].filter((one) => one?.prismaVersion)) {
          // Prisma declares the class and does not export it, and for browsers its `skip` is not there.
          if (file.startsWith('js/') && !file.includes('browser')) space.Sql ??= 'function'
          if (space.skip) space.skip = 'object'
          space.prismaVersion.engine = 'nicol-0.1.0'
        }
        const [their, our] = [values, ours[file]].map((value) => lines(value))
        assert.deepEqual(our.filter((line) => !their.includes(line)).concat(their.filter((line) => !our.includes(line))), [], file)
      }
    })
  })

/** A value as lines, one for each of its constants. */
function lines(value, path = '') {
  if (typeof value !== 'object') return [`${path}: ${value}`]
  return Object.entries(value).flatMap(([name, inner]) => lines(inner, `${path}.${name}`))
}

/** The names that a module exports, those of its namespaces after a dot; which of them are values. */
function exportsOf(checker, symbol, prefix = '') {
  const ts = typescript()
  return checker.getExportsOfModule(symbol).flatMap((one) => {
    const target = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one
    const name = prefix + one.name
    const inner = target.flags & ts.SymbolFlags.NamespaceModule ? exportsOf(checker, target, `${name}.`) : []
    const kinds = [target.flags & ts.SymbolFlags.Type && 'type', target.flags & ts.SymbolFlags.Value && 'value'].filter(Boolean)
    return [...kinds.map((kind) => `${name} ${kind}`), ...inner]
  })
}

/** What files of a client export at run time. */
async function valuesOf(folder, files) {
  const paths = files.map((file) => join(folder, file))
  const run = ['--import', import.meta.resolve('tsx'), join(here, 'values.mjs'), ...paths]
  const { stdout } = await promisify(execFile)(process.execPath, run, { maxBuffer: 1e8, env: { ...process.env, NODE_TEST_CONTEXT: undefined } })
  const found = JSON.parse(stdout)
  return Object.fromEntries(files.map((file) => [file, found[join(folder, file)]]))
}

const has = (value, [name, ...rest]) => value === 'function' || value === 'object' || (Object.hasOwn(value ?? {}, name) && (rest.length === 0 || has(value[name], rest)))

// A count, which is the same on any machine. `measure.mjs` has the other generator too, whose Prisma's client is far dearer.
test('the programs cost the compiler at most half of the type instantiations, on 50 models', { skip }, (t) => {
  const schema = widened(readFileSync(join(here, 'schema.prisma'), 'utf8'), 50)
  const sources = sourcesIn(join(here, 'programs')).filter((source) => (only[basename(source)] ?? providers).includes('ts'))
  const [theirs, ours] = sides.map((side) => diagnose(place(generate(side, 'models-50', schema), 'ts', sources)).program.getInstantiationCount())
  t.diagnostic(`${ours} of ${theirs}: ${(ours / theirs).toFixed(3)}`)
  assert.ok(ours <= theirs / 2, `${ours} of ${theirs}`)
})

describe('what 5 and 6 had', { skip }, () => {
  const schema = readFileSync(join(here, 'six/schema.prisma'), 'utf8')
  const more = '  previewFeatures = ["metrics", "omitApi"]\n'
  const shared = join(here, 'six/six.ts')
  for (const provider of providers)
    test(`ours, ${provider}: the marked lines have errors, and no others`, () => {
      const files = place(generate('ours', 'six', schema, { more }), provider, [shared, join(here, 'six/ours.ts')])
      assertMarked(files, diagnose(files).byFile)
    })

  test('Prisma 5: the same programs, with the same results', () => {
    const theirs = place(generateFive(schema, more), 'js', [shared])
    const ours = place(generate('ours', 'six', schema, { more }), 'js', [shared])
    const { program, byFile } = diagnose([...theirs, ...ours])
    assertMarked(theirs, byFile)
    const checker = program.getTypeChecker()
    const [their, our] = [theirs, ours].map(([file]) =>
      programsOf(program.getSourceFile(file))
        .filter((one) => !one.wrong && !isClient(resultType(checker, one)))
        .map((one) => `${one.name}: ${shape(checker, resultType(checker, one))}`),
    )
    assert.deepEqual(our, their)
  })

  // The default of the compiler: what it reads of ours is right in itself.
  const ts = typescript()
  for (const [name, resolution] of Object.entries({
    bundler: {},
    nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
    node10: { module: ts.ModuleKind.CommonJS, moduleResolution: ts.ModuleResolutionKind.Node10 },
  }))
    test(`declarations are checked as well: ${name}`, () => {
      const folder = generate('ours', 'six', schema, { more })
      const files = ['js/index.d.ts', ...(name === 'node10' ? [] : ['client/client.ts', 'client/browser.ts'])].map((file) => join(folder, file))
      const { program } = diagnose(files, { ...resolution, skipLibCheck: false })
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
