import type {
  Answers,
  Engine,
  EngineModule,
  FirstStep,
  KeyFetch,
  Needs,
  Pending,
  Step,
} from 'doorward-wasm/internal/host'

/** The exports of the binary. */
interface Binary extends Omit<EngineModule, 'name' | 'hostSignatures' | 'Engine'> {
  readonly Engine: new (policyJson: string, seed: number, withEvents: boolean) => BinaryEngine
}

interface BinaryPending {
  readonly needs?: Needs | null
  readonly decided?: string | null
  fetch(): KeyFetch | null
  resume(answersJson: string, now: number): string | BinaryPending
}

type BinaryStep = number | string | BinaryPending

interface BinaryEngine extends Omit<Engine, 'beginCredential' | 'beginRequest'> {
  credentialDecider(): (credential: string, slot: number, now: number) => BinaryStep
  requestDecider(): (url: string, headers: string | string[], slot: number, now: number) => BinaryStep
}

/** A decision of the binary that waits for its host, or that is final and has fetches to make afterwards. */
class NativePending implements Pending {
  readonly #pending: BinaryPending

  constructor(pending: BinaryPending) {
    this.#pending = pending
  }

  get needs(): Needs | null | undefined {
    return this.#pending.needs
  }

  get decided(): string | null | undefined {
    return this.#pending.decided
  }

  fetch(): KeyFetch | null {
    return this.#pending.fetch()
  }

  resume(answers: Answers, now: number): Step {
    const step = this.#pending.resume(JSON.stringify(answers), now)
    return typeof step === 'string' ? step : new NativePending(step)
  }
}

/**
 * The engine of the binary. It decides through functions, not methods, because a method call first looks up its handle, which takes longer
 * than a decision.
 */
function engineClass({ Engine: BinaryEngine }: Binary): EngineModule['Engine'] {
  return class NativeEngine extends BinaryEngine implements Engine {
    readonly #beginCredential = this.credentialDecider()
    readonly #beginRequest = this.requestDecider()

    beginCredential(credential: string, slot: number, now: number): FirstStep {
      const step = this.#beginCredential(credential, slot, now)
      return typeof step === 'object' ? new NativePending(step) : step
    }

    beginRequest(url: string, headers: string | string[], slot: number, now: number): FirstStep {
      const step = this.#beginRequest(url, headers, slot, now)
      return typeof step === 'object' ? new NativePending(step) : step
    }
  }
}

/** The packages that may hold this platform's binary; npm installs the one that fits the C library. */
function candidates(): readonly string[] {
  const { platform, arch } = process
  if (platform === 'linux') return [`doorward-linux-${arch}-gnu`, `doorward-linux-${arch}-musl`]
  if (platform === 'win32') return [`doorward-win32-${arch}-msvc`]
  return [`doorward-${platform}-${arch}`]
}

/**
 * The `require` of Node. Bundlers replace their own one: with that webpack warns of every build, and its bundles find no binary that is
 * installed beside them. Throws a ReferenceError in bundles that are ES modules, which have no `__filename`.
 */
function nodeRequire(): NodeJS.Require {
  const { createRequire } =
    process.getBuiltinModule?.('node:module') ?? (require('node:module') as typeof import('node:module'))
  return createRequire(__filename)
}

/** The binary, or why none could be loaded: it is not installed, it is for another C library, or a bundle left it behind. */
function loadBinary(): Binary | string {
  const faults: string[] = []
  for (const name of candidates()) {
    try {
      return nodeRequire()(name) as Binary
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      faults.push(
        `${name}: ${code === 'MODULE_NOT_FOUND' || error instanceof ReferenceError ? 'not found' : message.split('\n', 1)[0]}`,
      )
    }
  }
  return `no native binary could be loaded: ${faults.join('; ')}. In a bundle, mark doorward as external to keep the binary`
}

/** The native engine where there is a binary, else the wasm engine. `DOORWARD_ENGINE=wasm` or `native` forces one of them. */
export function loadEngine(): EngineModule {
  const forced = process.env.DOORWARD_ENGINE
  if (forced !== undefined && forced !== '' && forced !== 'native' && forced !== 'wasm') {
    throw new Error('DOORWARD_ENGINE must be native or wasm')
  }
  const binary = forced === 'wasm' ? undefined : loadBinary()
  if (typeof binary === 'object') {
    const { limits, apiKeyRecord, createApiKey } = binary
    return { name: 'native', hostSignatures: false, Engine: engineClass(binary), limits, apiKeyRecord, createApiKey }
  }
  if (forced === 'native') throw new Error(`DOORWARD_ENGINE=native, but ${binary}`)
  const { engineModule } = require('doorward-wasm/internal/engine') as { engineModule: EngineModule }
  if (binary === undefined) return engineModule
  return { ...engineModule, fallback: `WebAssembly decides, because ${binary}` }
}
