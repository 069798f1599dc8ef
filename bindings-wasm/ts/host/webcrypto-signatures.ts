import type { Engine, SignatureRequest } from './engine.js'

/** The parameters of WebCrypto for one algorithm of JOSE. */
interface Parameters {
  readonly import: RsaHashedImportParams | EcKeyImportParams | string
  // A name alone where it is enough: the platform reads an object member by member at each check.
  readonly verify: EcdsaParams | RsaPssParams | string
}

const rsa = (hash: string): Parameters => {
  const name = 'RSASSA-PKCS1-v1_5'
  return { import: { name, hash }, verify: name }
}
// RFC 7518 §3.5: the salt is as long as the hash.
const pss = (hash: string, saltLength: number): Parameters => {
  const name = 'RSA-PSS'
  return { import: { name, hash }, verify: { name, saltLength } }
}
const ecdsa = (namedCurve: string, hash: string): Parameters => ({
  import: { name: 'ECDSA', namedCurve },
  verify: { name: 'ECDSA', hash },
})
const ed25519: Parameters = { import: 'Ed25519', verify: 'Ed25519' }

/** HMACs are missing, because the engine is faster at them and never asks for one. */
const ALGORITHMS: Readonly<Record<string, Parameters>> = {
  RS256: rsa('SHA-256'),
  RS384: rsa('SHA-384'),
  RS512: rsa('SHA-512'),
  PS256: pss('SHA-256', 32),
  PS384: pss('SHA-384', 48),
  PS512: pss('SHA-512', 64),
  ES256: ecdsa('P-256', 'SHA-256'),
  ES384: ecdsa('P-384', 'SHA-384'),
  ES512: ecdsa('P-521', 'SHA-512'),
  EdDSA: ed25519,
  Ed25519: ed25519,
}

// Stands for a key that this platform cannot import.
const UNSUPPORTED = 'unsupported'

type ImportedKey = CryptoKey | typeof UNSUPPORTED

/**
 * Checks signatures with WebCrypto, and imports each key once for each algorithm. It keeps keys and no promises of keys, because on
 * Workers one request must not wait for another one's promise.
 */
export class WebCryptoSignatures {
  readonly #engine: Engine
  // The most imported keys of one algorithm. Beyond it the oldest import is dropped, because keys rotate and no number is used twice.
  readonly #keysMax: number
  readonly #keys = new Map<string, Map<number, ImportedKey>>()

  constructor(engine: Engine, keysMax: number) {
    this.#engine = engine
    this.#keysMax = keysMax
  }

  /**
   * The number of the key under which the signature is genuine, or `null`; `undefined` when the platform cannot tell. The engine then
   * checks it, if it can.
   */
  async genuineUnder(request: SignatureRequest): Promise<number | null | undefined> {
    const { key, others, algorithm } = request
    const parameters = ALGORITHMS[algorithm]
    if (parameters === undefined) return undefined
    for (const number of others == null ? [key] : [key, ...Array.from(others)]) {
      const genuine = await this.#isGenuine(number, request, parameters)
      if (genuine === undefined) return undefined
      if (genuine) return number
    }
    return null
  }

  async #isGenuine(number: number, request: SignatureRequest, parameters: Parameters): Promise<boolean | undefined> {
    const { algorithm } = request
    const key = this.#keys.get(algorithm)?.get(number) ?? (await this.#import(number, algorithm, parameters))
    if (key === UNSUPPORTED) return undefined
    // Read now, after the import: see SignatureRequest. WebCrypto copies both before it returns (Web Cryptography API §14.3.4).
    const { signingInput, signature } = request
    try {
      return await crypto.subtle.verify(parameters.verify, key, signature as BufferSource, signingInput as BufferSource)
    } catch {
      return undefined
    }
  }

  async #import(number: number, algorithm: string, parameters: Parameters): Promise<ImportedKey> {
    const jwk = this.#engine.jwk?.(number)
    // The key has left its set meanwhile. The engine finds that out by itself.
    if (jwk == null) return UNSUPPORTED
    const key = await importKey(jwk, parameters)
    const keys = this.#keys.get(algorithm) ?? new Map<number, ImportedKey>()
    this.#keys.set(algorithm, keys)
    if (keys.size >= this.#keysMax) {
      const [oldest] = keys.keys()
      if (oldest !== undefined) keys.delete(oldest)
    }
    keys.set(number, key)
    return key
  }
}

async function importKey(jwk: string, parameters: Parameters): Promise<ImportedKey> {
  try {
    // This is the core's own JWK of a key that it has checked. The engine can verify with it even if the platform refuses it.
    return await crypto.subtle.importKey('jwk', JSON.parse(jwk) as JsonWebKey, parameters.import, false, ['verify'])
  } catch {
    return UNSUPPORTED
  }
}
