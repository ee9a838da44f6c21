'use strict'

/** Whether an error of `require` says that this module is not there, and not one that it requires in turn. */
exports.isMissing = function isMissing(error, request) {
  return error?.code === 'MODULE_NOT_FOUND' && String(error.message).startsWith(`Cannot find module '${request}'`)
}
