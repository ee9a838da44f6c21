// The exported declarations of a file, each in a form that leaves out what makes no difference: order, comments, spaces,
// and whether a name is written with the namespace it stands in.
import fs from 'node:fs'
import ts from 'typescript'

const K = ts.SyntaxKind

/** What a place where types stand says. */
function normal(node) {
  if (!node) return ''
  switch (node.kind) {
    case K.ParenthesizedType:
      return normal(node.type)
    case K.UnionType:
      return `(${[...new Set(members(node))].sort().join('|')})`
    case K.IntersectionType:
      return `(${node.types.map(normal).join('&')})`
    case K.TypeLiteral:
      return `{${node.members.map(normal).sort().join(';')}}`
    case K.ArrayType:
      return `${normal(node.elementType)}[]`
    case K.TypeReference: {
      const name = plain(node.typeName.getText())
      if (name === 'Array' && node.typeArguments) return `${normal(node.typeArguments[0])}[]`
      return name + (node.typeArguments ? `<${node.typeArguments.map(normal).join(',')}>` : '')
    }
    case K.PropertySignature: {
      const modifiers = (node.modifiers ?? []).map((modifier) => modifier.getText())
      const name = node.name.getText().replace(/^["'](.*)["']$/, '$1')
      return [...modifiers, `${name}${node.questionToken ? '?' : ''}:${normal(node.type)}`].join(' ')
    }
    case K.LiteralType:
      return node.getText().replace(/^'(.*)'$/s, '"$1"')
    default: {
      const parts = []
      node.forEachChild((child) => void parts.push(normal(child)))
      return parts.length === 0 ? node.getText() : `${K[node.kind]}(${parts.join(' ')})`
    }
  }
}

/** A union's members, those of unions in it among them. */
function members(node) {
  if (node.kind === K.ParenthesizedType) return members(node.type)
  return node.kind === K.UnionType ? node.types.flatMap(members) : [normal(node)]
}

function plain(name) {
  return name.replace(/^(Prisma|runtime)\./, '').replace(/^\$(Types|Utils|Result|Extensions|Public)\b/, (_, to) => (to === 'Types' ? to : `Types.${to}`))
}

/** By name and kind: what a file exports. */
export function declarations(path) {
  const out = new Map()
  const visit = (statements, prefix) => {
    for (const statement of statements) {
      const add = (kind, name, text) => out.set(`${kind} ${prefix}${name}`, text)
      if (ts.isExportDeclaration(statement)) {
        add('export', `${statement.exportClause?.getText() ?? '*'} ${statement.moduleSpecifier?.text ?? ''}`, String(statement.isTypeOnly))
        continue
      }
      // In a namespace of declarations everything is exported.
      const isExported = prefix !== '' || statement.modifiers?.some((modifier) => modifier.kind === K.ExportKeyword)
      if (!isExported) continue
      if (ts.isModuleDeclaration(statement)) {
        visit(statement.body.statements, `${prefix}${statement.name.text}.`)
      } else if (ts.isVariableStatement(statement)) {
        for (const { name, initializer, type } of statement.declarationList.declarations) {
          add('value', name.getText(), initializer ? initializer.getText().replace(/\s+/g, ' ').replace(/, ?}/g, ' }') : normal(type))
        }
      } else if (ts.isImportEqualsDeclaration(statement)) {
        add('type', statement.name.text, undefined)
      } else if (statement.name) {
        const parameters = (statement.typeParameters ?? []).map(normal).join(',')
        const body = ts.isTypeAliasDeclaration(statement) ? normal(statement.type) : methods(statement)
        add(ts.isClassDeclaration(statement) ? 'class' : 'type', statement.name.text, `${parameters}=${body}`)
      }
    }
  }
  visit(ts.createSourceFile(path, fs.readFileSync(path, 'utf8'), ts.ScriptTarget.ESNext, true).statements, '')
  return out
}

/** The members of an interface or class. Those of promises are inherited in ours; programs test `groupBy`. */
function methods(statement) {
  const isCompared = (member) => !/^(then|catch|finally|groupBy)$/.test(member.name?.getText() ?? '')
  return (statement.members ?? []).filter(isCompared).map(normal).sort().join('\n')
}
