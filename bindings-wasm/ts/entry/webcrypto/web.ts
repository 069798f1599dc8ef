// As ../web.ts, with the small module.
import { packageExports } from '../../host/index.js'
import { wasmEngine } from '../../webcrypto-engine.js'

export * from '../../public.js'

const response = await fetch(new URL('../../glue/webcrypto/doorward-webcrypto.wasm', import.meta.url)).catch(
  (cause) => {
    throw new Error('doorward-webcrypto.wasm could not be loaded; a bundle for Node needs the export condition node', {
      cause,
    })
  },
)
if (!response.ok) throw new Error(`doorward-webcrypto.wasm could not be loaded: HTTP status ${response.status}`)
const compiled = await WebAssembly.compile(await response.arrayBuffer())
export const { Verifier, MemoryApiKeyStore, createApiKey, engine } = packageExports(wasmEngine(compiled))
