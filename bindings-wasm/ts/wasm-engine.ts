import type { EngineModule } from './host/index.js'
import * as glue from './glue/doorward_wasm_bg.js'

/** The glue's exports as an engine, once a module's instance stands behind them. */
const engineModule: EngineModule = {
  name: 'wasm',
  hostSignatures: true,
  Engine: glue.Engine as EngineModule['Engine'],
  Requirement: glue.Requirement as unknown as EngineModule['Requirement'],
  apiKeyEntropyBytes: glue.apiKeyEntropyBytes,
  apiKeyRecordsMax: glue.apiKeyRecordsMax,
  apiKeyRecord: glue.apiKeyRecord,
  createApiKey: glue.createApiKey,
}

/** The engine in a compiled module. Synchronous: this happens while the package loads, never later. */
export function wasmEngine(module: WebAssembly.Module): EngineModule {
  return startedEngine(new WebAssembly.Instance(module, { './doorward_wasm_bg.js': glue as never }).exports)
}

/** The engine in an instance that nothing has called yet. */
export function startedEngine(exports: unknown): EngineModule {
  glue.__wbg_set_wasm(exports)
  ;(exports as { __wbindgen_start(): void }).__wbindgen_start()
  return engineModule
}
