import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { surface } from '../host/index.js'
import { wasmEngine } from '../wasm-engine.js'

export * from '../public.js'
// CommonJS, so that import and require share one instance and one DoorwardError.
const compiled = new WebAssembly.Module(readFileSync(join(__dirname, '../../esm/doorward.wasm')))
export const { Verifier, MemoryApiKeyStore, createApiKey, engine } = surface(wasmEngine(compiled))
