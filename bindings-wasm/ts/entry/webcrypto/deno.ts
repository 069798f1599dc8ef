// As ../deno.ts, with the small module.
import * as instance from '../../glue/webcrypto/doorward-webcrypto.wasm'
import { packageExports } from '../../host/index.js'
import { startedEngine } from '../../webcrypto-engine.js'

export * from '../../public.js'
export const { Verifier, MemoryApiKeyStore, createApiKey, engine } = packageExports(startedEngine(instance))
