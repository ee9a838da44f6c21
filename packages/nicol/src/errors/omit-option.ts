import type { ClientConfig } from '../config.js'
import { didYouMean } from '../client/did-you-mean.js'
import { jsName } from '../model/names.js'
import { colorsOf } from './colors.js'
import { at, build, entry, render } from './tree.js'

/** What is wrong with the constructor's option `omit`, if anything is. */
export function omitProblems(omit: object, config: ClientConfig): string | undefined {
  const tree = build(omit)
  const messages: string[] = []
  const mark = (path: string[], message: string) => {
    const found = entry(at(tree, path.slice(0, -1)), path[path.length - 1] as string)
    if (found) found.marked = true
    messages.push(message)
  }
  const { models, types } = config.runtimeDataModel
  const byKey = new Map(Object.entries({ ...types, ...models }).map(([name, model]) => [jsName(name), model]))
  for (const [key, fields] of Object.entries(omit)) {
    const model = byKey.get(key)
    if (!model) {
      mark([key], `Unknown model name: ${key}.${didYouMean(key, [...byKey.keys()])}`)
      continue
    }
    for (const [name, value] of Object.entries((fields ?? {}) as object)) {
      const field = model.fields.find((f) => f.name === name)
      if (!field) {
        const names = model.fields.map((f) => f.name)
        mark([key, name], `Model "${key}" does not have a field named "${name}".${didYouMean(name, names)}`)
      } else if (field.relationName) {
        mark([key, name], `"${name}" is a relation: those are left out anyway and can not be specified in "omit".`)
      } else if (typeof value !== 'boolean') {
        const place = at(tree, [key, name])
        if (place) place.marked = true
        messages.push(`The value of "${name}" must be true or false.`)
      }
    }
  }
  if (messages.length === 0) return undefined
  const shown = render(tree, colorsOf('colorless'))
  return `Error validating "omit" option:\n\n${shown}\n\n${messages.join('\n')}`
}
