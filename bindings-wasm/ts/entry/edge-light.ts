// Edge functions built by webpack take a compiled module only under this query.
import compiled from '../glue/doorward.wasm?module'
import { EDGE, packageExports } from '../host/index.js'
import { wasmEngine } from '../wasm-engine.js'

export * from '../public.js'
export const { Verifier, MemoryApiKeyStore, createApiKey, engine } = packageExports(wasmEngine(compiled), EDGE)
