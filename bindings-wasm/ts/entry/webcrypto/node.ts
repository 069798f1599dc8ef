// As ../node.ts, with the small module.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageExports } from '../../host/index.js'
import { wasmEngine } from '../../webcrypto-engine.js'

export * from '../../public.js'
const file = join(__dirname, '../../../esm/glue/webcrypto/doorward-webcrypto.wasm')
const compiled = new WebAssembly.Module(readFileSync(file))
export const { Verifier, MemoryApiKeyStore, createApiKey, engine } = packageExports(wasmEngine(compiled))
