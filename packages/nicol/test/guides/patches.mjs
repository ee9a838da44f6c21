/**
 * What has to be changed in the guides' code, and nothing else: where the pages contradict themselves, or leave out what
 * stands around their fragments. Each patch names what it changes by what stands there, and has its reason. The test also
 * runs each patched block without its patch on Prisma, and fails where that works.
 */

/**
 * @typedef {object} Patch
 * @property {string} holds  What only this block of the page holds.
 * @property {string} reason
 * @property {[from: string, to: string][]} [replace]  Each `from` stands in the block, at the place counted.
 * @property {string} [before]  Put before the block: what the fragment leaves out.
 */

const twice = 'declares `user` twice: two fragments stand in one block'
const leavesOut = (name) => `\`${name}\` is nowhere: the fragment leaves out where it comes from`

/** @type {Patch[]} */
export const guide3 = [
  {
    holds: "// Find many with filtering\nconst todos",
    reason: twice,
    replace: [['// Find unique\nconst user =', '// Find unique\nconst found =']],
  },
  {
    holds: '// Include relations',
    reason: twice,
    replace: [['// Select specific fields\nconst user =', '// Select specific fields\nconst selected =']],
  },
  {
    holds: 'profileData',
    reason: `${leavesOut('userData')}, and so is \`profileData\`; and both ways are run, so the second one needs an e-mail address of its own`,
    before:
      "const userData = { email: 'user@example.com', name: 'John' };\n" +
      "const profileData = { bio: 'Likes lists' };\n",
    replace: [
      ['tx.user.create({ data: userData })', "tx.user.create({ data: { ...userData, email: 'other@example.com' } })"],
    ],
  },
  {
    holds: 'createTodoSchema',
    reason: leavesOut('data'),
    before: "const data: unknown = { title: 'Milk', userId: 'user-id' };\n",
  },
  {
    holds: "'Email already exists'",
    reason: leavesOut('data'),
    before: "const data = { email: 'someone@example.com', name: 'Again' };\n",
  },
  {
    holds: 'todo_count',
    reason: 'the tables are `user` and `todos`, and the column is `userId`: the page maps no column and Better Auth maps `User` to `user`',
    replace: [
      ['FROM users u', 'FROM "user" u'],
      ['t.user_id', 't."userId"'],
    ],
  },
]

/** @type {Patch[]} */
export const schemas = [
  {
    holds: '@@map("user")',
    reason: 'the page creates users without an id, and Better Auth, which writes this file, makes ids by itself',
    replace: [['id            String    @id\n', 'id            String    @id @default(cuid())\n']],
  },
]

/** Files that the pages speak of and leave out. */
export const files = {
  'src/prisma/schema/profile.prisma': {
    reason: 'a `profile` model is nowhere, and the page creates one',
    text: 'model Profile {\n  id     String @id @default(cuid())\n  userId String @unique\n  bio    String\n}\n',
  },
}

/**
 * A block with its patches, if it is one that needs any.
 * @param {string} text
 * @param {Patch[]} patches
 */
export function apply(text, patches) {
  for (const { holds, replace = [], before = '' } of patches.filter((patch) => text.includes(patch.holds))) {
    for (const [from, to] of replace) {
      if (!text.includes(from)) throw new Error(`the patch of the block with ${JSON.stringify(holds)} finds no ${JSON.stringify(from)}`)
      text = text.replaceAll(from, to)
    }
    // Behind the imports.
    const lines = text.split('\n')
    const last = lines.findLastIndex((line) => line.startsWith('import '))
    text = [...lines.slice(0, last + 1), before, ...lines.slice(last + 1)].join('\n')
  }
  return text
}
