'use strict'
const { defineConfig, env } = require('./config')

exports.defineConfig = defineConfig
exports.env = env
