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

/** The options of a public key. */
export interface PemOptions {
  /** The name that a token's `kid` selects. */
  readonly kid?: string
  /** The one algorithm that the key serves. Default: every algorithm of the issuer that fits its type. */
  readonly algorithm?: Algorithm
  /** Unix seconds. Afterwards the key verifies nothing. */
  readonly notAfter?: number
}

/** The options of a shared secret. */
export interface SecretOptions extends PemOptions {
  readonly algorithm: 'HS256' | 'HS384' | 'HS512'
}

type KeyOptions = { readonly [Name in keyof PemOptions]-?: PemOptions[Name] | undefined }

const OPTIONS: KeyOptions = { kid: undefined, algorithm: undefined, notAfter: undefined }

type KeyMembers = Readonly<Record<string, string | number>>

let membersOf: (key: Key) => KeyMembers

/**
 * A key that is no JWK. Its type is fixed when it is imported, so that no string is ever "maybe a secret, maybe a PEM". Printing it shows
 * nothing of the key. The verifier that gets it checks whether it is strong enough.
 */
export class Key {
  readonly #members: KeyMembers

  private constructor(source: KeyMembers, { kid, algorithm, notAfter }: KeyOptions) {
    const members = Object.entries({ ...source, kid, alg: algorithm, not_after: notAfter })
    this.#members = Object.fromEntries(members.filter((entry) => entry[1] !== undefined)) as KeyMembers
  }

  static {
    membersOf = (key) => key.#members
  }

  /** A public key as PEM: `PUBLIC KEY` (RFC 7468 §13) or `RSA PUBLIC KEY` (RFC 8017 A.1.1). */
  static pem(text: string, options?: PemOptions): Key {
    if (typeof text !== 'string') throw new TypeError('Key.pem takes the text of a PEM')
    return new Key({ pem: text }, readOptions(options, OPTIONS))
  }

  /** A shared HMAC secret: raw bytes, at least as many as the hash has (RFC 7518 §3.2). */
  static secret(bytes: Uint8Array, options: SecretOptions): Key {
    return new Key({ secret: base64url(bytes, 'Key.secret') }, readOptions(options, OPTIONS))
  }
}

/** The members of a key as the core reads them. */
export function keyMembers(key: Key): KeyMembers {
  return membersOf(key)
}

/** Bytes as base64url without padding (RFC 7515 §2). Refuses text, because its encoding is not known. */
export function base64url(bytes: Uint8Array, what: string): string {
  if (!(bytes instanceof Uint8Array)) throw new TypeError(`${what} takes the raw bytes of the secret, a Uint8Array`)
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
