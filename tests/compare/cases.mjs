// Reads the conformance vectors, and leaves those that another library can be asked about: one bare
// token, one issuer whose keys are given, and a verdict about the token itself.
import { createPublicKey } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const TESTS = new URL('../', import.meta.url)
const json = (path) => JSON.parse(readFileSync(new URL(path, TESTS), 'utf8'))

const CATEGORIES = new Map(json('tables.json').codes.map(({ code, category }) => [code, category]))

/** A string, or `{prefix, repeat, times, suffix}` for a long one. */
function text(value) {
  if (typeof value === 'string') return value
  return (value.prefix ?? '') + (value.repeat ?? '').repeat(value.times) + (value.suffix ?? '')
}

function jwk(key) {
  const named = (members) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
  const { kid, alg } = key
  if (key.secret) return named({ kty: 'oct', k: key.secret, kid, alg })
  if (key.pem) return named({ ...createPublicKey(key.pem).export({ format: 'jwk' }), kid, alg })
  return key
}

/** What the policy's `keys` hold, as the keys of one JWK Set. */
function jwks(keys) {
  if (Array.isArray(keys)) return keys.flatMap(jwks)
  return Array.isArray(keys.keys) ? keys.keys.map(jwk) : [jwk(keys)]
}

// Besides iss, aud and exp (RFC 9068 §2.2), which are required in any case.
const RFC9068_CLAIMS = ['sub', 'client_id', 'iat', 'jti']

function policyOf({ issuers }) {
  const [issuer] = issuers
  const rfc9068 = issuer.profile === 'rfc9068'
  return {
    issuer: issuer.issuer,
    audience: issuer.audience,
    algorithms: issuer.algorithms,
    jwks: { keys: jwks(issuer.keys) },
    leeway: issuer.leeway_seconds ?? 5,
    required: [...new Set([...(issuer.required_claims ?? []), ...(rfc9068 ? RFC9068_CLAIMS : [])])],
    atJwt: rfc9068,
    maxAge: issuer.max_age_seconds ?? null,
  }
}

// Not every library's clock can be set to the first second of all, nor beyond the year 9999.
const LAST_SECOND = 253_402_300_799

/** Presets and an audience in another claim are rules of Doorward's own; no library has an option for them. */
function comparable(policy, now) {
  const [issuer, ...others] = policy?.issuers ?? []
  if (now <= 0 || now > LAST_SECOND) return false
  return issuer?.keys !== undefined && others.length === 0 && !issuer.preset && !issuer.audience_claim
}

/** True for a token that is granted, false for one that is refused for itself, else undefined. */
function genuine({ code, principal }) {
  if (code === null) return principal.credential === 'jwt' ? true : undefined
  return CATEGORIES.get(code) === 'invalid_token' ? false : undefined
}

/** Every case that can be compared: its group is the name of its file. */
export function cases() {
  const names = readdirSync(new URL('vectors/', TESTS)).filter((name) => name.endsWith('.json'))
  return names.sort().flatMap((name) => {
    const file = json(`vectors/${name}`)
    return (file.cases ?? []).flatMap((body) => {
      const policy = typeof body.policy === 'string' ? file.policies[body.policy] : body.policy
      const good = genuine(body.expect)
      if (body.credential === undefined || good === undefined || !comparable(policy, body.now)) return []
      const token = text(body.credential)
      const { id, about, now } = body
      return [{ id, group: name.replace('.json', ''), about, token, now, genuine: good, policy: policyOf(policy) }]
    })
  })
}
