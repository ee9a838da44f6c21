/** What generated code hands to the runtime (`getPrismaClient(config)`), as `types/client-config.d.ts` declares it. */

import type { GetPrismaClientConfig, RuntimeDataModel } from '../types/client-config.js'

export type { GetPrismaClientConfig as ClientConfig, RuntimeDataModel } from '../types/client-config.js'
export type Datasource = GetPrismaClientConfig['datasource']
export type RuntimeModel = RuntimeDataModel['models'][string]
export type RuntimeField = RuntimeModel['fields'][number]
