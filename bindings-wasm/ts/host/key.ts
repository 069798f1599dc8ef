import { readOptions } from './json-value.js'

/** An algorithm of signatures that can be verified (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). */
export type Algorithm =
  | 'HS256'
  | 'HS384'
  | 'HS512'
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA'
  | 'Ed25519'

interface KeyOptions {
  readonly kid: string | undefined
  readonly algorithm: Algorithm | undefined
}

const OPTIONS: KeyOptions = { kid: undefined, algorithm: undefined }

let membersOf: (key: Key) => Readonly<Record<string, string>>

/**
 * A key that is no JWK. Its type is fixed when it is imported, so that no string is ever "maybe a secret, maybe a PEM". Printing it shows
 * nothing of the key. The verifier that gets it checks whether it is strong enough.
 */
export class Key {
  readonly #members: Readonly<Record<string, string>>

  private constructor(members: Readonly<Record<string, string | undefined>>) {
    this.#members = Object.fromEntries(Object.entries(members).filter((entry) => entry[1] !== undefined)) as Record<
      string,
      string
    >
  }

  static {
    membersOf = (key) => key.#members
  }

  /** A public key as PEM: `PUBLIC KEY` (RFC 7468 §13) or `RSA PUBLIC KEY` (RFC 8017 A.1.1). */
  static pem(text: string, options?: { kid?: string; algorithm?: Algorithm }): Key {
    if (typeof text !== 'string') throw new TypeError('Key.pem takes the text of a PEM')
    const { kid, algorithm } = readOptions(options, OPTIONS)
    return new Key({ pem: text, kid, alg: algorithm })
  }

  /** A shared HMAC secret: raw bytes, at least as many as the hash has (RFC 7518 §3.2). */
  static secret(bytes: Uint8Array, options: { algorithm: 'HS256' | 'HS384' | 'HS512'; kid?: string }): Key {
    const { kid, algorithm } = readOptions(options, OPTIONS)
    return new Key({ secret: base64url(bytes, 'Key.secret'), kid, alg: algorithm })
  }
}

/** The members of a key as the core reads them. */
export function keyMembers(key: Key): Readonly<Record<string, string>> {
  return membersOf(key)
}

/** Bytes as base64url without padding (RFC 7515 §2). Refuses text, because its encoding is not known. */
export function base64url(bytes: Uint8Array, what: string): string {
  if (!(bytes instanceof Uint8Array)) throw new TypeError(`${what} takes the raw bytes of the secret, a Uint8Array`)
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
