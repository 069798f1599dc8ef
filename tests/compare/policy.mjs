// What a policy of the vectors says, in the forms that the libraries for Node take it.
import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** The library has no way to be told what the policy says. */
export class LeftOut extends Error {}

const packageFile = (name) => new URL(`node_modules/${name}/package.json`, import.meta.url)

/** A package's name and the version that is installed. */
export const versioned = (name) => `${name} ${JSON.parse(readFileSync(packageFile(name), 'utf8')).version}`

const SIZES = ['256', '384', '512']
export const NAMES = ['HS', 'RS', 'PS', 'ES'].flatMap((kind) => SIZES.map((size) => kind + size))

export function known({ algorithms }, names) {
  const unknown = algorithms.filter((name) => !names.includes(name))
  if (unknown.length > 0) throw new LeftOut(`no algorithm ${unknown.join(', ')}`)
}

/** The one secret of a policy, or undefined where its keys are public. */
export function secretOf({ jwks: { keys } }) {
  const secrets = keys.filter(({ kty }) => kty === 'oct')
  if (secrets.length === 0) return undefined
  if (keys.length > 1) throw new LeftOut('secrets and public keys together')
  return Buffer.from(secrets[0].k, 'base64url')
}

/** One key without a name is given as a key: no `kid` would find it in a set. */
export function bareKey({ jwks: { keys } }) {
  return keys.length === 1 && keys[0].kid === undefined ? keys[0] : undefined
}

export const imported = (jwk) => jwk && createPublicKey({ key: jwk, format: 'jwk' })
export const pem = (jwk) => imported(jwk)?.export({ type: 'spki', format: 'pem' })

/** What `make` returned for an equal value before, or else returns now. */
export function remembered(make) {
  const made = new Map()
  return (value) => {
    const name = JSON.stringify(value)
    if (!made.has(name)) made.set(name, make(value))
    return made.get(name)
  }
}

/** "accepts", "refuses" by an error of the library's own, "raises" another error, or "left out". */
export async function verdict(check, own) {
  try {
    await check()
    return { answer: 'accepts', why: '' }
  } catch (error) {
    if (error instanceof LeftOut) return { answer: 'left out', why: error.message }
    const why = `${error.code ?? error.name}: ${error.message}`.slice(0, 200)
    return { answer: own(error) ? 'refuses' : 'raises', why }
  }
}
