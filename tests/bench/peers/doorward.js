import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { Verifier } from 'doorward'

import { serve } from './lines.js'

const packageJson = fileURLToPath(new URL('../node_modules/doorward/package.json', import.meta.url))
const { version } = JSON.parse(readFileSync(packageJson, 'utf8'))

await serve(({ jwks_uri, issuer, audience, ttl_seconds, timeout_seconds }) => {
  const keyRefresh = { ttlSeconds: ttl_seconds, timeoutSeconds: timeout_seconds }
  const verifier = new Verifier({
    issuers: [{ issuer, audience, algorithms: ['ES256'], jwksUri: jwks_uri, profile: 'rfc9068' }],
    keyRefresh,
  })
  return {
    about: {
      version,
      configured: Object.entries(keyRefresh)
        .map((figure) => figure.join(' '))
        .join(', '),
      defaults:
        'ttlSeconds 600, timeoutSeconds 5, staleSeconds 3600 (kept), back-off up to 60 s or the TTL (fixed), ' +
        'unknown kids 10 at once, then 1 in 5 s, 1 s apart (fixed)',
    },
    verify: (token) => verifier.verify(token, { scopes: 'billing:read' }),
  }
})
