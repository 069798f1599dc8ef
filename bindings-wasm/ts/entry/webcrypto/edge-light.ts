// As ../edge-light.ts, with the small module.
import compiled from '../../glue/webcrypto/doorward-webcrypto.wasm?module'
import { EDGE, packageExports } from '../../host/index.js'
import { wasmEngine } from '../../webcrypto-engine.js'

export * from '../../public.js'
export const { Verifier, MemoryApiKeyStore, createApiKey, engine } = packageExports(wasmEngine(compiled), EDGE)
