import type { EngineModule, PolicyHandle } from 'doorward-wasm/host'

interface Binary extends Omit<EngineModule, 'name' | 'hostSignatures' | 'Engine'> {
  readonly Engine: new (policyJson: string, seed: number) => NativeEngine
}

interface NativeEngine extends Omit<PolicyHandle, 'beginCredential' | 'beginRequest'> {
  credentials(): PolicyHandle['beginCredential']
  requests(): PolicyHandle['beginRequest']
}

/** The engine of the binary; what decides are functions of its own, so that no handle need be looked up. */
function engineOf({ Engine: Native }: Binary): EngineModule['Engine'] {
  return class Engine extends Native implements PolicyHandle {
    readonly beginCredential = this.credentials()
    readonly beginRequest = this.requests()
  }
}

/** The packages a platform's binary may be in; npm installs the one that fits its C library. */
function candidates(): readonly string[] {
  const { platform, arch } = process
  if (platform === 'linux') return [`doorward-linux-${arch}-gnu`, `doorward-linux-${arch}-musl`]
  if (platform === 'win32') return [`doorward-win32-${arch}-msvc`]
  return [`doorward-${platform}-${arch}`]
}

function binary(): Binary | undefined {
  for (const name of candidates()) {
    try {
      return require(name) as Binary
    } catch {
      // Not installed, or of another C library: the next one, and in the end wasm, decide the same.
    }
  }
  return undefined
}

/**
 * The native engine where there is one, else the wasm engine. `DOORWARD_ENGINE=wasm` or `native`
 * insists on one of them.
 */
export function loadEngine(): EngineModule {
  const wanted = process.env.DOORWARD_ENGINE
  if (wanted !== undefined && wanted !== '' && wanted !== 'native' && wanted !== 'wasm') {
    throw new Error('DOORWARD_ENGINE must be native or wasm')
  }
  const native = wanted === 'wasm' ? undefined : binary()
  if (native !== undefined) {
    const { apiKeyEntropyBytes, apiKeyRecordsMax, apiKeyRecord, createApiKey } = native
    const all = { Engine: engineOf(native), apiKeyEntropyBytes, apiKeyRecordsMax, apiKeyRecord, createApiKey }
    return { ...all, name: 'native', hostSignatures: false }
  }
  if (wanted === 'native') {
    throw new Error(`DOORWARD_ENGINE=native, but none of ${candidates().join(', ')} could be loaded`)
  }
  return (require('doorward-wasm/engine') as { engineModule: EngineModule }).engineModule
}
