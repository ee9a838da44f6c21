import type { PrismaConfig, PrismaConfigInternal } from './config'

export { env } from './config'
export type { PrismaConfig, PrismaConfigInternal }

/**
 * A configuration that repeats the schema's `generator` and `datasource` blocks, as some projects write it. Commands take
 * the URL from it and say what else they leave to the schema.
 */
export type ConfigWithBlocks = Omit<PrismaConfig, 'datasource'> & {
  generator?: { provider?: string; output?: string; moduleFormat?: string; [key: string]: unknown }
  datasource?: PrismaConfig['datasource'] & { provider?: string }
}

export declare function defineConfig(config: ConfigWithBlocks): PrismaConfigInternal
