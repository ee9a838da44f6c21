'use strict'
// The client of the generator `prisma-client-js`, which `nicol generate` writes beside this package.
// Node's loader of ES modules reads the names out of this text: those of the module that is required in `module.exports = …`,
// which must be the only one, and those that are assigned to `exports`.
try {
  module.exports = { ...require('.prisma/client/default') }
} catch (error) {
  if (!require('./scripts/missing').isMissing(error, '.prisma/client/default')) throw error
  const instead = require('./scripts/not-generated')
  exports.PrismaClient = instead.PrismaClient
  exports.Prisma = instead.Prisma
}
