/** The blocks of TypeScript of guide 3 as modules: where each stands in the project, and what it does when it is run. */

import assert from 'node:assert/strict'

/**
 * @typedef {object} Fragment
 * @property {string} name
 * @property {string} path  In the project.
 * @property {string} text
 * @property {boolean} isRun
 * @property {(outcome: { code: number | null, out: string, err: string }) => void} check
 */

const ran = (expected) => ({ code, out, err }) => {
  assert.equal(code, 0, out + err)
  expected?.(out)
}

/** What each block has to have done; `shows` are variables of it that are printed at its end. */
const known = [
  { holds: 'defineConfig', name: 'configuration', isRun: false },
  { holds: 'globalForPrisma', name: 'one client', check: ran() },
  {
    holds: '// Find many with filtering\nconst todos',
    name: 'basic queries',
    shows: ['user.email', 'found?.name', 'todos.length', 'todo.completed'],
    check: ran((out) => assert.match(out, /"user@example.com" "John Doe" 4 true/)),
  },
  {
    holds: '// Include relations',
    name: 'relations',
    shows: ['user?.todos.length', 'user?.files.length', 'Object.keys(selected!)', 'selected?.todos.length'],
    check: ran((out) => assert.match(out, /7 1 \["id","name","todos"\] 7/)),
  },
  {
    holds: '// Interactive transactions',
    name: 'transactions',
    shows: ['users.length', 'todos.length'],
    check: ran((out) => assert.match(out, /2 8/)),
  },
  {
    holds: 'pageSize',
    name: 'pagination',
    shows: ['todos.length', 'total', 'totalPages'],
    check: ran((out) => assert.match(out, /7 7 1/)),
  },
  {
    holds: 'todoCount',
    name: 'aggregations',
    shows: ['todoCount', 'stats._count', 'stats._max.createdAt instanceof Date', 'userTodos'],
    check: ran((out) => assert.match(out, /3 7 true \[\{"userId":"user-id","_count":7\}\]|3 7 true \[\{"_count":7,"userId":"user-id"\}\]/)),
  },
  { holds: 'async function main', name: 'seed', path: 'src/prisma/seed.ts', check: ran((out) => assert.match(out, /seeded/)) },
  { holds: 'profileData', name: 'related operations', check: ran() },
  { holds: 'createTodoSchema', name: 'zod', check: ran() },
  {
    holds: "'Email already exists'",
    name: 'errors',
    check: ({ code, err }) => {
      assert.notEqual(code, 0)
      assert.match(err, /Email already exists/)
    },
  },
  { holds: 'connection_limit', name: 'connection pooling', path: 'src/prisma/pooled.ts', shows: ['await prisma.user.count()'], check: ran((out) => assert.match(out, /1/)) },
  { holds: 'prisma.product.create', name: 'a new model', shows: ['product.price'], check: ran((out) => assert.match(out, /29.99/)) },
  { holds: 'todo_count', name: 'raw SQL', shows: ['result'], check: ran((out) => assert.match(out, /\[\{"name":"Someone","todo_count":"7n"\}\]/)) },
]

/** @returns {Fragment[]} */
export function fragments(blocks) {
  const code = blocks.filter((block) => block.language === 'typescript')
  return code.map((block) => {
    const found = known.filter((one) => block.text.includes(one.holds))
    assert.equal(found.length, 1, `a block of the page that the test does not know, or knows twice:\n${block.text}`)
    const [{ name, isRun = true, check = ran(), shows = [], path }] = found
    // A file that the page names stands there, but for one of which only an excerpt is shown.
    const named = block.path?.endsWith('.ts') && !block.text.startsWith('// prisma/index.ts') ? block.path : undefined
    return { name, path: path ?? named ?? `src/fragments/${name.replaceAll(' ', '-')}.ts`, text: block.text, isRun, check, shows }
  })
}

/** A fragment as a module: with the imports that the page shows before it, and its outcome printed. */
export function moduleOf({ text, shows }, blocks) {
  const imports = blocks.flatMap((block) => [...block.text.matchAll(/^import \{ (\w+) \} from '([^']+)';$/gm)])
  const missing = ['prisma', 'PrismaClient'].filter(
    (name) => new RegExp(`\\b${name}\\b`).test(text) && !new RegExp(`(import \\{ ${name} \\}|const ${name}\\b)`).test(text),
  )
  const head = missing.map((name) => {
    const from = imports.find((found) => found[1] === name)?.[2]
    return `import { ${name} } from '${name === 'prisma' ? '@/prisma' : from}';\n`
  })
  const show = shows.map((expression) => `JSON.stringify(${expression}, (_, v) => (typeof v === 'bigint' ? \`\${v}n\` : v))`)
  return `${head.join('')}${text}${show.length > 0 ? `console.log(${show.join(', ')});\n` : ''}export {};\n`
}
