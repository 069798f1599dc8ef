import type { EngineModule, KeyFetch, Pending, PolicyHandle, Step, Unsigned } from './host/index.js'
import * as glue from './glue/doorward_wasm_bg.js'

// What the engine says instead of a principal's number: see engine.rs.
const TEXT = 0
const PENDING = -1
const UNSIGNED = -2

let memory: WebAssembly.Memory
const algorithms: string[] = []

const encoder = new TextEncoder()

/** The engine of the glue, its numbers made into steps. */
class Engine extends glue.Engine implements PolicyHandle {
  readonly #at = this.enteredAt()
  readonly #max = this.enteredMax()
  #room = new Uint8Array(0)

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
    // It has none any more when the memory of the module has grown.
    if (this.#room.length === 0) this.#room = new Uint8Array(memory.buffer, this.#at, this.#max)
    const { read, written } = encoder.encodeInto(text, this.#room)
    if (read === text.length) return written
    this.enter(text)
    return this.#max + 1
  }

  step(told: number): Step {
    if (told > 0) return told
    if (told === TEXT) return this.text()
    if (told === UNSIGNED) return new Question(this)
    const pending = told === PENDING ? this.pending() : undefined
    if (pending === undefined) throw new Error('the engine was asked wrongly')
    return new Lacking(this, pending)
  }
}

/** Something is lacking, or due after the decision. */
class Lacking implements Pending {
  readonly #engine: Engine
  readonly #pending: glue.Pending

  constructor(engine: Engine, pending: glue.Pending) {
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

  resume(answer: string, now: number): Step {
    return this.#engine.step(this.#engine.resume(this.#pending, answer, now))
  }

  free(): void {
    this.#pending.free()
  }
}

/** A signature is to be checked. */
class Question implements Unsigned {
  readonly key: number
  readonly algorithm: string
  readonly signed: Uint8Array
  readonly signature: Uint8Array
  readonly #engine: Engine
  readonly #asked: number

  constructor(engine: Engine) {
    const algorithm = engine.askedAlgorithm()
    this.key = engine.askedKey()
    this.algorithm = algorithms[algorithm] ??= glue.algorithm(algorithm)
    // Copies: whoever checks may still be at it when the engine has written something else there.
    this.signed = copied(engine.signedAt(), engine.signedLength())
    this.signature = copied(engine.signatureAt(), engine.signatureLength())
    this.#engine = engine
    this.#asked = engine.asked()
  }

  found(genuine: boolean, now: number): Step {
    return this.#engine.step(this.#engine.found(this.#asked, genuine, now))
  }

  check(now: number): Step {
    return this.#engine.step(this.#engine.check(this.#asked, now))
  }
}

function copied(at: number, length: number): Uint8Array {
  return new Uint8Array(memory.buffer, at, length).slice()
}

/** The glue's exports as an engine, once a module's instance stands behind them. */
const engineModule: EngineModule = {
  name: 'wasm',
  hostSignatures: true,
  Engine,
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
  memory = (exports as { memory: WebAssembly.Memory }).memory
  glue.__wbg_set_wasm(exports)
  ;(exports as { __wbindgen_start(): void }).__wbindgen_start()
  return engineModule
}
