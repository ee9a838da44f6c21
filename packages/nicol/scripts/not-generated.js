'use strict'
// Stands in for the client until one is generated: importing it is fine, using it tells what to do.
const { defineExtension, getExtensionContext, prismaVersion } = require('./extension').Prisma

class PrismaClient {
  constructor() {
    throw new Error(
      'There is no generated client yet. Run `npx nicol generate` and start again. ' +
        'If the schema\'s generator has an `output` (provider "prisma-client" always has one), import the client from that folder.',
    )
  }
}

exports.PrismaClient = PrismaClient
exports.Prisma = { defineExtension, getExtensionContext, prismaVersion }
