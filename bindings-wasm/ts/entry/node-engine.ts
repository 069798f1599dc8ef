import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { wasmEngine } from '../wasm-engine.js'

/** The engine of this package for another host of Node: `doorward` takes it where no native one fits. */
// CommonJS, so that import and require share one instance.
export const engineModule = wasmEngine(
  new WebAssembly.Module(readFileSync(join(__dirname, '../../esm/glue/doorward.wasm'))),
)
