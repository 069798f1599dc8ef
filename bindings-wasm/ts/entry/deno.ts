import { readFileSync } from 'node:fs'
import { surface } from '../host/index.js'
import { wasmEngine } from '../wasm-engine.js'

export * from '../public.js'
const compiled = new WebAssembly.Module(readFileSync(new URL('../doorward.wasm', import.meta.url)))
export const { Verifier, MemoryApiKeyStore, createApiKey, engine } = surface(wasmEngine(compiled))
