import { packageExports } from '../host/index.js'
import { engineModule } from './node-engine.js'

export * from '../public.js'
export const { Verifier, MemoryApiKeyStore, createApiKey, engine } = packageExports(engineModule)
