/** `schema` with as many more models as make `models`: with fields of all kinds, and relations among themselves and to users. */
export function widened(schema, models) {
  const there = schema.match(/^model /gm).length
  const more = Math.max(0, models - there)
  const name = (index) => `Wide${index}`
  const of = (index) => [index - 1, Math.floor((index - 1) / 2)].filter((to, at, all) => to >= 0 && to < index && all.indexOf(to) === at)
  const blocks = Array.from({ length: more }, (_, index) => {
    const children = Array.from({ length: more }, (_, child) => child).filter((child) => of(child).includes(index))
    return [
      `model ${name(index)} {`,
      '  id        Int      @id @default(autoincrement())',
      '  name      String   @unique',
      '  text      String?',
      '  count     Int      @default(0)',
      '  amount    Decimal  @default(0)',
      '  big       BigInt?',
      '  rate      Float?',
      '  active    Boolean  @default(true)',
      '  role      Role     @default(USER)',
      '  labels    String[]',
      '  data      Json?',
      '  createdAt DateTime @default(now())',
      '  userId    Int?',
      ...of(index).flatMap((to, at) => [`  to${at}Id     Int`, `  to${at}       ${name(to)} @relation("${name(index)}To${at}", fields: [to${at}Id], references: [id])`]),
      ...children.map((child) => `  from${child}  ${name(child)}[] @relation("${name(child)}To${of(child).indexOf(index)}")`),
      '',
      '  @@unique([name, count])',
      '  @@index([createdAt])',
      '}',
    ].join('\n')
  })
  return [schema, ...blocks].join('\n\n') + '\n'
}
