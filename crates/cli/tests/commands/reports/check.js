// Reads reports, one JSON object a line: {name, sarif, github, json}. Prints what is wrong with them, a line each.
//
// SARIF is held against the schema of its standard (as @microsoft/jest-sarif ships it), GitHub's annotations against
// what GitHub's own @actions/core writes for the same problems.
const fs = require('node:fs')
const os = require('node:os')
const Ajv = require('ajv')
const { issueCommand } = require('@actions/core/lib/command')

const ajv = new Ajv({ schemaId: 'id', meta: false, allErrors: true })
ajv.addMetaSchema(require('ajv/lib/refs/json-schema-draft-04.json'))
const isSarif = ajv.compile(require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'))

const written = (work) => {
  const write = process.stdout.write
  let text = ''
  process.stdout.write = (part) => ((text += part), true)
  try {
    work()
  } finally {
    process.stdout.write = write
  }
  return text.replaceAll(os.EOL, '\n')
}

const annotation = ({ severity, code, message, help, file, start, end }) => {
  const place = { file, line: start.line }
  if (end.line === start.line) {
    Object.assign(place, { col: start.column, endColumn: Math.max(end.column - 1, start.column) })
  } else {
    place.endLine = end.line
  }
  return written(() => issueCommand(severity, { ...place, title: code }, help ? `${message}\n${help}` : message))
}

const path = (uri) => decodeURIComponent(uri.replace(/^file:\/\//, ''))

function* wrong({ sarif, github, json }) {
  const log = JSON.parse(sarif)
  if (!isSarif(log)) yield* isSarif.errors.map((e) => `SARIF: ${e.dataPath} ${e.message} ${JSON.stringify(e.params)}`)
  const { diagnostics } = JSON.parse(json)
  const { results, tool } = log.runs[0]
  if (results.length !== diagnostics.length) yield `SARIF has ${results.length} of ${diagnostics.length} problems`
  for (const [i, result] of results.entries()) {
    const { code, file, start, end } = diagnostics[i]
    const { artifactLocation, region } = result.locations[0].physicalLocation
    const place = [path(artifactLocation.uri), region.startLine, region.startColumn, region.endLine, region.endColumn]
    const wanted = [file, start.line, start.column, end.line, end.column]
    if (String(place) !== String(wanted)) yield `SARIF: ${place} is not ${wanted}`
    if (tool.driver.rules[result.ruleIndex].id !== code) yield `SARIF: the rule of result ${i} is not ${code}`
  }
  const expected = diagnostics.map(annotation).join('')
  if (github !== expected) yield `GitHub: ${JSON.stringify(github)} is not ${JSON.stringify(expected)}`
}

let problems = 0
for (const line of fs.readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  const report = JSON.parse(line)
  problems += JSON.parse(report.json).diagnostics.length
  for (const text of wrong(report)) console.log(`${report.name}: ${text}`)
}
console.log(`${problems} problems`)
