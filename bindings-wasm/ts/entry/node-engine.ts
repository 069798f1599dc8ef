import { text } from '../glue/doorward_wasm_text.js'
import { wasmEngine } from '../wasm-engine.js'

// Bundles that esbuild makes as ES modules have no `require` of Node's modules, and releases before 20.16 only that.
const zlib = process.getBuiltinModule?.('node:zlib') ?? (require('node:zlib') as typeof import('node:zlib'))

/** The engine of this package for another host of Node: `doorward` takes it where no native one fits. */
// CommonJS, so that import and require share one instance. The module is text, because a bundle has no file beside it.
export const engineModule = wasmEngine(new WebAssembly.Module(zlib.brotliDecompressSync(Buffer.from(text, 'base64'))))
