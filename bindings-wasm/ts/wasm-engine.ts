import * as glue from './glue/doorward_wasm_bg.js'
import { glueEngine } from './glue-engine.js'

export const { startedEngine, wasmEngine } = glueEngine(glue)
