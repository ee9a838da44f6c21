// The programs as the test sees them: which are right, which wrong, and what each of them results in.
import { readFileSync } from 'node:fs'
import { typescript } from './clients.mjs'

const mark = '// error'

/** Lines (from 1) that are marked as wrong. */
export function markedLines(path) {
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.flatMap((line, index) => (line.includes(mark) ? [index + 1] : []))
}

/** The exported programs of a file: name, and whether a line of it is marked. */
export function programsOf(source) {
  const ts = typescript()
  const marked = new Set(markedLines(source.fileName))
  const found = []
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement) || !statement.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)) continue
    const from = source.getLineAndCharacterOfPosition(statement.getStart(source)).line + 1
    const to = source.getLineAndCharacterOfPosition(statement.end).line + 1
    const wrong = Array.from({ length: to - from + 1 }, (_, index) => from + index).some((line) => marked.has(line))
    for (const { name } of statement.declarationList.declarations) found.push({ name: name.text, node: name, wrong })
  }
  return found
}

/** What calling the program gives, awaited; the value itself if it is no function. */
export function resultType(checker, { node }) {
  const type = checker.getTypeAtLocation(node)
  const [signature] = type.getCallSignatures()
  const result = signature ? checker.getReturnTypeOfSignature(signature) : type
  return checker.getAwaitedType(result) ?? result
}

/**
 * A type written out, so that two types of different clients can be compared as text: `any` differs from all else here,
 * which assignability does not see. Classes and functions are names.
 */
export function shape(checker, type, depth = 5) {
  const ts = typescript()
  if (type.isUnion() && type.aliasSymbol && /(Input|Args)$/.test(type.aliasSymbol.name)) return type.aliasSymbol.name
  const text = () => checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseFullyQualifiedType)
  if (type.isUnion()) {
    const parts = new Set(type.types.map((part) => shape(checker, part, depth)))
    return [...parts].sort().join(' | ')
  }
  if (!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return text()
  if (checker.isArrayType(type)) return `(${shape(checker, checker.getTypeArguments(type)[0], depth)})[]`
  if (checker.isTupleType(type)) return `[${checker.getTypeArguments(type).map((part) => shape(checker, part, depth)).join(', ')}]`
  if (type.getCallSignatures().length) return 'function'
  const name = type.symbol?.name
  if (type.isClassOrInterface() || (name && !name.startsWith('__'))) return name
  // Arguments are compared by the programs that give them.
  if (type.aliasSymbol && /(Input|Args|Select|Include|Omit)$/.test(type.aliasSymbol.name)) return type.aliasSymbol.name
  if (depth === 0) return '…'
  const members = checker.getPropertiesOfType(type).map((property) => {
    const optional = property.flags & ts.SymbolFlags.Optional ? '?' : ''
    return `${property.name}${optional}: ${shape(checker, checker.getTypeOfSymbol(property), depth - 1)}`
  })
  return `{ ${members.sort().join('; ')} }`
}

/** Whether a result is a client: those are compared by the programs that use them. */
export const isClient = (type) => type.getProperty('$transaction') !== undefined

/** Whether a program has type parameters: its result is known where it is called. */
export const isGeneric = ({ node }) => (node.parent.initializer?.typeParameters?.length ?? 0) > 0
