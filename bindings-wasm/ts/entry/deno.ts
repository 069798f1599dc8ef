// Deno instantiates what is imported, with the glue beside it, and asks for no permission to read it.
import * as instance from '../glue/doorward.wasm'
import { packageExports } from '../host/index.js'
import { startedEngine } from '../wasm-engine.js'

export * from '../public.js'
export const { Verifier, MemoryApiKeyStore, createApiKey, engine } = packageExports(startedEngine(instance))
