// As ../node.ts, with the small module.
import { packageExports } from '../../host/index.js'
import { wasmEngine } from '../../webcrypto-engine.js'

export * from '../../public.js'

/** Read from its file and not inlined as in ../node-engine.ts: few bundle for Node what is made for the edge, and all would download it. */
function moduleBytes(): Uint8Array<ArrayBuffer> {
  try {
    const { readFileSync } = process.getBuiltinModule?.('node:fs') ?? (require('node:fs') as typeof import('node:fs'))
    return readFileSync(`${__dirname}/../../../esm/glue/webcrypto/doorward-webcrypto.wasm`)
  } catch (cause) {
    const cure =
      'In a bundle, mark doorward-wasm as external, or import doorward-wasm in place of doorward-wasm/webcrypto'
    throw new Error(`doorward-webcrypto.wasm could not be read. ${cure}`, { cause })
  }
}

const compiled = new WebAssembly.Module(moduleBytes())
export const { Verifier, MemoryApiKeyStore, createApiKey, engine } = packageExports(wasmEngine(compiled))
