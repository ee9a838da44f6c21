'use strict'
// What packages of extensions import: it works before anything is generated.
module.exports = { ...require('./scripts/extension') }
