import type { Later, PolicyHandle, Unsigned } from './engine.js'
import type { Clock } from './flight.js'

interface Platform {
  readonly imported: RsaHashedImportParams | EcKeyImportParams | string
  // A name alone where it will do: an object is read member by member at each check.
  readonly verified: EcdsaParams | RsaPssParams | string
}

const rsa = (hash: string): Platform => {
  const name = 'RSASSA-PKCS1-v1_5'
  return { imported: { name, hash }, verified: name }
}
// RFC 7518 §3.5: the salt is as long as the hash.
const pss = (hash: string, saltLength: number): Platform => {
  const name = 'RSA-PSS'
  return { imported: { name, hash }, verified: { name, saltLength } }
}
const ecdsa = (namedCurve: string, hash: string): Platform => ({
  imported: { name: 'ECDSA', namedCurve },
  verified: { name: 'ECDSA', hash },
})
const ed25519: Platform = { imported: 'Ed25519', verified: 'Ed25519' }

/** How WebCrypto calls the algorithms of JOSE. HMACs are not asked for: the engine is faster at them. */
const PLATFORM: Readonly<Record<string, Platform>> = {
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

// Keys come and go when sets rotate, and a number is given to one key only: the oldest are let go.
const KEPT_MAX = 1_024

// What this platform cannot import; the engine checks these signatures.
const UNSUPPORTED = 'unsupported'

type Kept = CryptoKey | typeof UNSUPPORTED

/**
 * Signatures by WebCrypto: each key is imported once for each algorithm and kept. Keys are kept, not
 * the promises of them: on Workers one request must not wait for another one's.
 */
export class PlatformSignatures {
  readonly #policy: PolicyHandle
  readonly #keys = new Map<string, Map<number, Kept>>()

  constructor(policy: PolicyHandle) {
    this.#policy = policy
  }

  /** Goes on with a decision that waits for a signature; with the engine's own check when the platform cannot tell. */
  async answer(unsigned: Unsigned, time: Clock): Promise<Later> {
    const { key: number, algorithm } = unsigned
    const platform = PLATFORM[algorithm]
    if (platform === undefined) return unsigned.check(time())
    const key = this.#keys.get(algorithm)?.get(number) ?? (await this.#imported(number, algorithm, platform))
    if (key === UNSUPPORTED) return unsigned.check(time())
    // WebCrypto takes copies of both before it returns (§14.3.4).
    const { signed, signature } = unsigned
    let genuine: boolean
    try {
      genuine = await crypto.subtle.verify(platform.verified, key, signature as BufferSource, signed as BufferSource)
    } catch {
      return unsigned.check(time())
    }
    return unsigned.found(genuine, time())
  }

  async #imported(number: number, algorithm: string, platform: Platform): Promise<Kept> {
    const jwk = this.#policy.jwk?.(number)
    // It has left its set meanwhile: the engine finds that out by itself.
    if (jwk == null) return UNSUPPORTED
    const key = await imported(jwk, platform)
    const keys = this.#keys.get(algorithm) ?? new Map<number, Kept>()
    this.#keys.set(algorithm, keys)
    if (keys.size >= KEPT_MAX) {
      const [oldest] = keys.keys()
      if (oldest !== undefined) keys.delete(oldest)
    }
    keys.set(number, key)
    return key
  }
}

async function imported(jwk: string, platform: Platform): Promise<Kept> {
  try {
    // The core's own JWK of a key it has checked: whatever a platform dislikes about it, the
    // engine can still verify.
    return await crypto.subtle.importKey('jwk', JSON.parse(jwk) as JsonWebKey, platform.imported, false, ['verify'])
  } catch {
    return UNSUPPORTED
  }
}
