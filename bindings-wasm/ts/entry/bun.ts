import { readFileSync } from 'node:fs'
// With this attribute the import is a path, also inside what `bun build --compile` makes.
import file from '../glue/doorward.wasm' with { type: 'file' }
import { packageExports } from '../host/index.js'
import { wasmEngine } from '../wasm-engine.js'

export * from '../public.js'
const compiled = new WebAssembly.Module(readFileSync(file as unknown as string))
export const { Verifier, MemoryApiKeyStore, createApiKey, engine } = packageExports(wasmEngine(compiled))
