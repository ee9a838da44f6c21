'use strict'
// Node's loader of ES modules reads the names out of this text: those of the module that is required in `module.exports = …`,
// which must be the only one, and those that are assigned to `exports`.
try {
  module.exports = { ...require('.prisma/client/edge') }
} catch (error) {
  if (!require('./scripts/missing').isMissing(error, '.prisma/client/edge')) throw error
  const instead = require('./scripts/not-generated')
  exports.PrismaClient = instead.PrismaClient
  exports.Prisma = instead.Prisma
}
