'use strict'
module.exports = { ...require('./default') }
