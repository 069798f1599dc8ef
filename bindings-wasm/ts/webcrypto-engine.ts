import * as glue from './glue/webcrypto/doorward_wasm_bg.js'
import { glueEngine } from './glue-engine.js'

/** The engine of the small module, which leaves signatures of public keys to WebCrypto. */
export const { startedEngine, wasmEngine } = glueEngine(glue)
