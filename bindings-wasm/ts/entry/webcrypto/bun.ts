// As ../bun.ts, with the small module.
import { readFileSync } from 'node:fs'
import file from '../../glue/webcrypto/doorward-webcrypto.wasm' with { type: 'file' }
import { packageExports } from '../../host/index.js'
import { wasmEngine } from '../../webcrypto-engine.js'

export * from '../../public.js'
const compiled = new WebAssembly.Module(readFileSync(file as unknown as string))
export const { Verifier, MemoryApiKeyStore, createApiKey, engine } = packageExports(wasmEngine(compiled))
