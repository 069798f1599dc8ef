import type { EngineModule } from './host/index.js'

/** What wasm-bindgen generates for one module. It holds the module's instance. */
type Glue = typeof import('./glue/doorward_wasm_bg.js')

/** The ways to an engine, once a module's instance stands behind its glue. */
export function glueEngine(glue: Glue) {
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

  /** The engine in an instance that nothing has called yet. */
  function startedEngine(exports: unknown): EngineModule {
    glue.__wbg_set_wasm(exports)
    ;(exports as { __wbindgen_start(): void }).__wbindgen_start()
    return engineModule
  }

  /** The engine in a compiled module. Synchronous: this happens while the package loads, never later. */
  function wasmEngine(module: WebAssembly.Module): EngineModule {
    return startedEngine(new WebAssembly.Instance(module, { './doorward_wasm_bg.js': glue as never }).exports)
  }

  return { startedEngine, wasmEngine }
}
