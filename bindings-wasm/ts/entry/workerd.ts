// In workerd the import of a .wasm file is a WebAssembly.Module, compiled before any request.
import compiled from '../glue/doorward.wasm'
import { ISOLATED, packageExports } from '../host/index.js'
import { wasmEngine } from '../wasm-engine.js'

export * from '../public.js'
export const { Verifier, MemoryApiKeyStore, createApiKey, engine } = packageExports(wasmEngine(compiled), ISOLATED)
