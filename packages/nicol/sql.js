'use strict'
// Typed queries. Read by `import` too: Node takes the names from the module that is required here.
module.exports = { ...require('.prisma/client/sql') }
