'use strict'

/** A variable that the configuration can't do without. */
class PrismaConfigEnvError extends Error {
  constructor(name) {
    super(`The variable ${name}, which the configuration asks for, is not set. Set it, for example in .env.`)
    this.name = 'PrismaConfigEnvError'
  }
}

/** The configuration as it is: its use is the type. */
exports.defineConfig = function defineConfig(config) {
  return config
}

exports.env = function env(name) {
  const value = process.env[name]
  if (!value) throw new PrismaConfigEnvError(name)
  return value
}

exports.PrismaConfigEnvError = PrismaConfigEnvError
