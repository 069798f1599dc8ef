import type * as Glue from './glue/doorward_wasm_bg.js'
import type {
  Answers,
  Engine,
  EngineModule,
  FirstStep,
  KeyFetch,
  Needs,
  Pending,
  SignatureRequest,
  Step,
} from './host/index.js'

// What the engine returns in place of a principal's number: see bridge/src/javascript/engine.rs.
const TEXT = 0
const PENDING = -1
const PENDING_SIGNATURE = -2

const ENCODER = new TextEncoder()

/** The instance of the module behind the glue. */
class Instance {
  memory: WebAssembly.Memory | undefined
  readonly #glue: typeof Glue
  readonly #algorithms: string[] = []
  #bytes: Uint8Array = new Uint8Array(0)

  constructor(glue: typeof Glue) {
    this.#glue = glue
  }

  /** The memory of the module. */
  get bytes(): Uint8Array {
    // A view has no length any more when the memory has grown.
    if (this.#bytes.length === 0) this.#bytes = new Uint8Array((this.memory as WebAssembly.Memory).buffer)
    return this.#bytes
  }

  /** The name of an algorithm by its number. */
  algorithm(number: number): string {
    this.#algorithms[number] ??= this.#glue.algorithm(number)
    return this.#algorithms[number]
  }
}

/** The engine of the glue, which turns the numbers that its calls return into steps. */
interface SteppingEngine extends Glue.Engine {
  stepOf(number: number): Step
}

/** A decision that waits for its host, or that is final and has fetches to make afterwards. */
class GluePending implements Pending {
  readonly #engine: SteppingEngine
  readonly #pending: Glue.Pending

  constructor(engine: SteppingEngine, pending: Glue.Pending) {
    this.#engine = engine
    this.#pending = pending
  }

  get needs(): Needs | undefined {
    return this.#pending.needs
  }

  get decided(): string | undefined {
    return this.#pending.decided
  }

  fetch(): KeyFetch | undefined {
    return this.#pending.fetch()
  }

  resume(answers: Answers, now: number): Step {
    return this.#engine.stepOf(this.#engine.resume(this.#pending, JSON.stringify(answers), now))
  }

  free(): void {
    this.#pending.free()
  }
}

/** A decision that needs a signature to be checked and nothing else. Signing input and signature stay in the memory of the module. */
class PendingSignature implements Pending, SignatureRequest {
  readonly key: number
  readonly others: Float64Array | undefined
  readonly algorithm: string
  readonly #engine: SteppingEngine
  readonly #instance: Instance
  readonly #number: number
  readonly #signingInputStart: number
  readonly #signingInputEnd: number
  readonly #signatureStart: number
  readonly #signatureEnd: number

  constructor(engine: SteppingEngine, instance: Instance) {
    this.key = engine.signatureKey()
    this.others = engine.signatureOthers()
    this.algorithm = instance.algorithm(engine.signatureAlgorithm())
    this.#engine = engine
    this.#instance = instance
    this.#number = engine.signatureNumber()
    this.#signingInputStart = engine.signingInputAddress()
    this.#signingInputEnd = this.#signingInputStart + engine.signingInputLength()
    this.#signatureStart = engine.signatureAddress()
    this.#signatureEnd = this.#signatureStart + engine.signatureLength()
  }

  get needs(): Needs {
    return { signatures: this }
  }

  // Views and no copies: the engine leaves both in place until the request is answered.
  get signingInput(): Uint8Array {
    return this.#instance.bytes.subarray(this.#signingInputStart, this.#signingInputEnd)
  }

  get signature(): Uint8Array {
    return this.#instance.bytes.subarray(this.#signatureStart, this.#signatureEnd)
  }

  /** Without an answer the engine checks the signature itself; when it cannot, it answers 503. */
  resume({ signatures: key }: Answers, now: number): Step {
    const engine = this.#engine
    return engine.stepOf(
      key === undefined
        ? engine.checkSignature(this.#number, now)
        : engine.resumeSignature(this.#number, key as number | null, now),
    )
  }
}

/** The engine class of one glue. */
function engineClass(glue: typeof Glue, instance: Instance): EngineModule['Engine'] {
  return class GlueEngine extends glue.Engine implements SteppingEngine, Engine {
    readonly #inputAddress = this.inputAddress()
    readonly #inputSize = this.inputSize()
    #input: Uint8Array = new Uint8Array(0)

    beginCredential(credential: string, slot: number, now: number, hostSignatures: boolean): FirstStep {
      return this.#firstStepOf(this.decideCredential(this.#writeInput(credential), slot, now, hostSignatures))
    }

    beginRequest(
      url: string,
      headers: string | string[],
      slot: number,
      now: number,
      hostSignatures: boolean,
    ): FirstStep {
      return this.#firstStepOf(
        typeof headers === 'string'
          ? this.decideAuthorized(url, this.#writeInput(headers), slot, now, hostSignatures)
          : this.decideRequest(url, headers, slot, now, hostSignatures),
      )
    }

    /** Writes a text into the input buffer of the engine. Returns its length in bytes. */
    #writeInput(text: string): number {
      if (this.#input.length === 0) {
        this.#input = instance.bytes.subarray(this.#inputAddress, this.#inputAddress + this.#inputSize)
      }
      const { read, written } = ENCODER.encodeInto(text, this.#input)
      if (read === text.length) return written
      this.setLongInput(text)
      return this.#inputSize + 1
    }

    #firstStepOf(number: number): FirstStep {
      return number > 0 ? number : this.stepOf(number)
    }

    stepOf(number: number): Step {
      if (number === TEXT) return this.text()
      if (number === PENDING_SIGNATURE) return new PendingSignature(this, instance)
      const pending = number === PENDING ? this.pending() : undefined
      if (pending === undefined) throw new Error('the engine was called with a wrong time or an unknown requirement')
      return new GluePending(this, pending)
    }
  }
}

/** Makes engine modules from the glue that wasm-bindgen generates. One glue holds one instance of one wasm module. */
export function glueEngine(glue: typeof Glue) {
  const instance = new Instance(glue)
  const engineModule: EngineModule = {
    name: 'wasm',
    hostSignatures: true,
    Engine: engineClass(glue, instance),
    limits: glue.limits,
    apiKeyRecord: glue.apiKeyRecord,
    createApiKey: glue.createApiKey,
  }

  /** The engine of an instance that nothing has called yet. */
  function startedEngine(exports: unknown): EngineModule {
    instance.memory = (exports as { memory: WebAssembly.Memory }).memory
    glue.__wbg_set_wasm(exports)
    ;(exports as { __wbindgen_start(): void }).__wbindgen_start()
    return engineModule
  }

  /** The engine of a compiled module. It starts synchronously, while the package loads and never later. */
  function wasmEngine(module: WebAssembly.Module): EngineModule {
    return startedEngine(new WebAssembly.Instance(module, { './doorward_wasm_bg.js': glue as never }).exports)
  }

  return { startedEngine, wasmEngine }
}
