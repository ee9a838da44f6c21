/** Shows what was given and what is wrong with it; looks for what may not be given. */
export { didYouMean } from '../client/did-you-mean.js'
export { omitProblems } from './omit-option.js'
export { header, invalidCall } from './header.js'
export { strictArguments } from '../request/strict.js'
