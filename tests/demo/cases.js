// What is sent to every runtime and what must come back. The expectations come from the error table of the design, never from the
// answer of a runtime.
import { createApiKey, withTypo } from './api-keys.js'

const NOW = () => Math.floor(Date.now() / 1000)
const SCOPE = 'billing:read'

export const PATH = '/v1/billing/balance'

// Keys with their records: the records go into the policy, the keys into the requests.
export function apiKeys() {
  const now = NOW()
  const make = (changes) => createApiKey({ agent: 'cron-agent', scopes: [SCOPE], now, ...changes })
  const keys = {
    good: make({}),
    otherScope: make({ scopes: ['billing:write'] }),
    inactive: make({ status: 'inactive' }),
    expired: make({ expiresAt: now - 60 }),
  }
  return { keys, unknown: make({}).key, records: Object.values(keys).map(({ record }) => record) }
}

const bearer = (credential) => [['Authorization', `Bearer ${credential}`]]
const granted = (name, headers, agent) => ({ name, headers, expected: '200 granted', agent })
const refused = (name, headers, expected, path = PATH) => ({ name, headers, expected, path })

// `tokens`: es256, rs256 and otherScope from the server, and the bad ones made from es256.
export function cases(tokens, { keys, unknown }) {
  return [
    refused('no credentials', [], '401 missing_credentials'),
    refused('another scheme (Basic)', [['Authorization', 'Basic YTpi']], '401 missing_credentials'),
    granted('good token, ES256', bearer(tokens.es256), 'billing-agent'),
    granted('good token, RS256', bearer(tokens.rs256), 'ledger-agent'),
    granted('good token, "bearer" in lower case', [['authorization', `bearer ${tokens.es256}`]], 'billing-agent'),
    refused('good token without the scope', bearer(tokens.otherScope), '403 insufficient_scope'),
    refused('expired', bearer(tokens.expired), '401 expired'),
    refused('not yet valid', bearer(tokens.notYetValid), '401 not_yet_valid'),
    refused('forged: signature changed', bearer(tokens.flippedSignature), '401 invalid_signature'),
    refused('forged: payload changed', bearer(tokens.changedPayload), '401 invalid_signature'),
    refused('forged: other key, same kid', bearer(tokens.otherKey), '401 invalid_signature'),
    refused('wrong audience', bearer(tokens.wrongAudience), '401 wrong_audience'),
    refused('unknown issuer', bearer(tokens.unknownIssuer), '401 unknown_issuer'),
    refused('not an access token (typ)', bearer(tokens.idToken), '401 wrong_type'),
    refused('alg: none', bearer(tokens.none), '401 algorithm_not_allowed'),
    refused('HS256 with the public key', bearer(tokens.hmacWithPublicKey), '401 algorithm_not_allowed'),
    refused('malformed token', bearer('not.a.token'), '401 malformed_token'),
    refused('malformed header (Bearer a b)', bearer('a b'), '400 invalid_request'),
    refused(
      'two Authorization headers',
      [...bearer(tokens.es256), ...bearer(tokens.rs256)],
      '400 invalid_request',
    ),
    refused('token in the query', [], '400 invalid_request', `${PATH}?access_token=${tokens.es256}`),
    refused(
      'token and API key together',
      [...bearer(tokens.es256), ['X-Api-Key', keys.good.key]],
      '400 invalid_request',
    ),
    granted('good API key', bearer(keys.good.key), 'cron-agent'),
    granted('good API key in x-api-key', [['X-Api-Key', keys.good.key]], 'cron-agent'),
    refused('API key without the scope', bearer(keys.otherScope.key), '403 insufficient_scope'),
    refused('API key with a typo', bearer(withTypo(keys.good.key)), '401 malformed_api_key'),
    refused('inactive API key', bearer(keys.inactive.key), '401 invalid_api_key'),
    refused('expired API key', bearer(keys.expired.key), '401 invalid_api_key'),
    refused('unknown API key', bearer(unknown), '401 invalid_api_key'),
  ]
}
