/** Shows what was given and what is wrong with it. */
export { omitProblems } from './omit-option.js'
export { showArguments } from './validation.js'
