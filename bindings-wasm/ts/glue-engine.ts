import type * as Glue from './glue/doorward_wasm_bg.js'
import type { EngineModule, KeyFetch, Later, Pending, PolicyHandle, Step, Unsigned } from './host/index.js'

// What the engine says instead of a principal's number: see engine.rs.
const TEXT = 0
const PENDING = -1
const UNSIGNED = -2

const ENCODER = new TextEncoder()

/** What stands behind the glue, once it runs. */
class Running {
  memory: WebAssembly.Memory | undefined
  readonly #glue: typeof Glue
  readonly #algorithms: string[] = []
  #bytes: Uint8Array = new Uint8Array(0)

  constructor(glue: typeof Glue) {
    this.#glue = glue
  }

  /** The memory of the module. */
  get bytes(): Uint8Array {
    // There is none left of what it was when the memory has grown.
    if (this.#bytes.length === 0) this.#bytes = new Uint8Array((this.memory as WebAssembly.Memory).buffer)
    return this.#bytes
  }

  /** The name of an algorithm by its number. */
  algorithm(number: number): string {
    this.#algorithms[number] ??= this.#glue.algorithm(number)
    return this.#algorithms[number]
  }
}

/** The glue's engine, its numbers made into steps. */
interface Asked extends Glue.Engine {
  later(told: number): Later
}

/** Something is lacking, or due after the decision. */
class Lacking implements Pending {
  readonly #engine: Asked
  readonly #pending: Glue.Pending

  constructor(engine: Asked, pending: Glue.Pending) {
    this.#engine = engine
    this.#pending = pending
  }

  get need(): string {
    return this.#pending.need
  }

  get keySet(): string | undefined {
    return this.#pending.keySet
  }

  get decided(): string | undefined {
    return this.#pending.decided
  }

  fetch(): KeyFetch | undefined {
    return this.#pending.fetch()
  }

  resume(answer: string, now: number): Later {
    return this.#engine.later(this.#engine.resume(this.#pending, answer, now))
  }

  free(): void {
    this.#pending.free()
  }
}

/** A signature is to be checked. */
class Question implements Unsigned {
  readonly key: number
  readonly algorithm: string
  readonly #engine: Asked
  readonly #running: Running
  readonly #asked: number
  readonly #signedAt: number
  readonly #signedEnd: number
  readonly #signatureAt: number
  readonly #signatureEnd: number

  constructor(engine: Asked, running: Running) {
    this.key = engine.askedKey()
    this.algorithm = running.algorithm(engine.askedAlgorithm())
    this.#engine = engine
    this.#running = running
    this.#asked = engine.asked()
    this.#signedAt = engine.signedAt()
    this.#signedEnd = this.#signedAt + engine.signedLength()
    this.#signatureAt = engine.signatureAt()
    this.#signatureEnd = this.#signatureAt + engine.signatureLength()
  }

  // Views, and no copies: the engine leaves both where they are until it is answered.
  get signed(): Uint8Array {
    return this.#running.bytes.subarray(this.#signedAt, this.#signedEnd)
  }

  get signature(): Uint8Array {
    return this.#running.bytes.subarray(this.#signatureAt, this.#signatureEnd)
  }

  found(genuine: boolean, now: number): Later {
    return this.#engine.later(this.#engine.found(this.#asked, genuine, now))
  }

  check(now: number): Later {
    return this.#engine.later(this.#engine.check(this.#asked, now))
  }
}

/** The engine of one glue. */
function engineClass(glue: typeof Glue, running: Running): EngineModule['Engine'] {
  return class Engine extends glue.Engine implements Asked, PolicyHandle {
    readonly #at = this.enteredAt()
    readonly #max = this.enteredMax()
    #room: Uint8Array = new Uint8Array(0)

    beginCredential(credential: string, needed: number, now: number, hostSignatures: boolean): Step {
      return this.step(this.decideCredential(this.#entered(credential), needed, now, hostSignatures))
    }

    beginRequest(url: string, headers: string | string[], needed: number, now: number, hostSignatures: boolean): Step {
      return this.step(
        typeof headers === 'string'
          ? this.decideAuthorized(url, this.#entered(headers), needed, now, hostSignatures)
          : this.decideRequest(url, headers, needed, now, hostSignatures),
      )
    }

    /** Writes a text where the engine reads it; its bytes. */
    #entered(text: string): number {
      if (this.#room.length === 0) this.#room = running.bytes.subarray(this.#at, this.#at + this.#max)
      const { read, written } = ENCODER.encodeInto(text, this.#room)
      if (read === text.length) return written
      this.enter(text)
      return this.#max + 1
    }

    step(told: number): Step {
      return told > 0 ? told : this.later(told)
    }

    later(told: number): Later {
      if (told === TEXT) return this.text()
      if (told === UNSIGNED) return new Question(this, running)
      const pending = told === PENDING ? this.pending() : undefined
      if (pending === undefined) throw new Error('the engine was asked wrongly')
      return new Lacking(this, pending)
    }
  }
}

/** The ways to an engine. The glue, which wasm-bindgen generates for one module, holds the module's instance. */
export function glueEngine(glue: typeof Glue) {
  const running = new Running(glue)
  const engineModule: EngineModule = {
    name: 'wasm',
    hostSignatures: true,
    Engine: engineClass(glue, running),
    apiKeyEntropyBytes: glue.apiKeyEntropyBytes,
    apiKeyRecordsMax: glue.apiKeyRecordsMax,
    apiKeyRecord: glue.apiKeyRecord,
    createApiKey: glue.createApiKey,
  }

  /** The engine in an instance that nothing has called yet. */
  function startedEngine(exports: unknown): EngineModule {
    running.memory = (exports as { memory: WebAssembly.Memory }).memory
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
