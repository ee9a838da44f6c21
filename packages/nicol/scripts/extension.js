'use strict'
const { version } = require('../package.json')

/** An extension that is handed on: the client it is given is extended by it. */
function defineExtension(extension) {
  return typeof extension === 'function' ? extension : (client) => client.$extends(extension)
}

/** `this` of an extension's method, with its type. */
function getExtensionContext(context) {
  return context
}

exports.PrismaClient = class PrismaClient {
  constructor() {
    throw new Error('This module is for extensions. Import PrismaClient from the generated client.')
  }
}
exports.Prisma = { defineExtension, getExtensionContext, prismaVersion: { client: version, engine: version } }
