// Decides the vectors through the public API of an installed package, with asynchronous and with synchronous calls, and writes the
// verdicts. It runs in every runtime, so it imports nothing of Node.
import { canonical } from './canonical.js'
import { takesCopies } from './copies.js'
import { asyncVerifier, syncVerifier, text } from './verifiers.js'

// The code of a synchronous call whose signature only the host can check.
const LEFT_TO_HOST = 'state_unavailable'

function httpRequest({ request }) {
  return {
    method: request.method,
    url: text(request.url),
    headers: request.headers.map(([name, value]) => [name, text(value)]),
  }
}

function granted(id, principal) {
  if (principal === null) return { id, code: null, status: 200, principal }
  const { subject, issuer, audience, scopes, credential, actors, bindings, tier, claims } = principal
  return {
    id,
    code: null,
    status: 200,
    principal: {
      subject,
      issuer,
      client_id: principal.clientId,
      audience,
      scopes,
      expires_at: principal.expiresAt,
      issued_at: principal.issuedAt,
      token_id: principal.tokenId,
      credential,
      key_id: principal.keyId,
      actors,
      bindings,
      tier,
      claims,
    },
  }
}

function refused(api, id, error) {
  if (!(error instanceof api.DoorwardError)) throw error
  const { code, status, headers, body, path, message, kind } = error
  if (kind === 'misconfigured') return { id, code, path, message }
  return { id, code, status, headers, body, fault: error.fault ?? null }
}

async function road(api, item, decide) {
  try {
    return canonical(granted(item.id, await decide()))
  } catch (error) {
    try {
      return canonical(refused(api, item.id, error))
    } catch (unexpected) {
      throw new Error(`${item.id}: ${unexpected?.stack ?? unexpected}`)
    }
  }
}

async function verdict(api, item, signaturesByHost) {
  const options = { ...('scopes' in item && { scopes: item.scopes }), now: item.now }
  const { places, optional } = item
  const requestOptions = { ...options, ...(places && { places }), ...(optional && { optional }) }
  const credential = text(item.credential)
  const byCredential = credential !== undefined || item.request === undefined

  const later = await road(api, item, async () => {
    const verifier = asyncVerifier(api, item)
    return byCredential
      ? await verifier.verify(credential ?? '', options)
      : await verifier.authenticate(httpRequest(item), requestOptions)
  })
  // Synchronous calls do not wait for keys.
  if (item.fetches !== undefined) return later
  const atOnce = await road(api, item, () => {
    const verifier = syncVerifier(api, item)
    return byCredential
      ? verifier.verifySync(credential ?? '', options)
      : verifier.authenticateSync(httpRequest(item), requestOptions)
  })
  const left = signaturesByHost && JSON.parse(atOnce).code === LEFT_TO_HOST
  if (later !== atOnce && !left)
    throw new Error(`${item.id}: the two roads differ\n  async ${later}\n  sync  ${atOnce}`)
  return later
}

// The canonical JSON array of all verdicts. Throws when asynchronous and synchronous calls differ in one byte. Where the host checks
// signatures, a synchronous call may say that it cannot check one, and must agree otherwise.
export async function verdicts(api, cases, engine, { signaturesByHost = false } = {}) {
  if (api.engine !== engine) throw new Error(`the engine is ${api.engine}, not ${engine}`)
  if (engine === 'wasm') await takesCopies()
  const all = []
  for (const item of cases) all.push(await verdict(api, item, signaturesByHost))
  return `[${all.join(',')}]`
}
