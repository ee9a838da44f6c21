/** Shows what was given and what is wrong with it; looks for what may not be given. */
export { omitProblems } from './omit-option.js'
export { showArguments } from './validation.js'
export { refuseUndefined } from '../request/strict.js'
