import { packageExports } from '../host/index.js'
import { wasmEngine } from '../wasm-engine.js'

export * from '../public.js'

// In this form bundlers find the file and put it beside their output.
const response = await fetch(new URL('../glue/doorward.wasm', import.meta.url)).catch((cause) => {
  // Rollup takes this entry for Node too, whose `fetch` reads no files.
  throw new Error('doorward.wasm could not be loaded; a bundle for Node needs the export condition node', { cause })
})
if (!response.ok) throw new Error(`doorward.wasm could not be loaded: HTTP status ${response.status}`)
// Not compileStreaming: it refuses servers that do not know the media type of .wasm.
const compiled = await WebAssembly.compile(await response.arrayBuffer())
export const { Verifier, MemoryApiKeyStore, createApiKey, engine } = packageExports(wasmEngine(compiled))
