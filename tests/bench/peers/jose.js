import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { createRemoteJWKSet, jwtVerify } from 'jose'

import { serve } from './lines.js'

const { version } = JSON.parse(readFileSync(createRequire(import.meta.url).resolve('jose/package.json'), 'utf8'))

await serve(({ jwks_uri, issuer, audience, ttl_seconds, timeout_seconds }) => {
  const options = { cacheMaxAge: ttl_seconds * 1000, timeoutDuration: timeout_seconds * 1000 }
  const keys = createRemoteJWKSet(new URL(jwks_uri), options)
  return {
    about: {
      version,
      configured: `cacheMaxAge ${options.cacheMaxAge} ms, timeoutDuration ${options.timeoutDuration} ms`,
      defaults: 'cacheMaxAge 600000 ms, timeoutDuration 5000 ms, cooldownDuration 30000 ms (kept)',
    },
    verify: (token) => jwtVerify(token, keys, { issuer, audience, algorithms: ['ES256'] }),
  }
})
