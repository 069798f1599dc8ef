/**
 * The names of both worlds: camelCase in JavaScript, snake_case in JSON. Only what stands in these
 * tables is renamed; JWKs, scopes, pepper ids and metadata are the user's own words.
 */

/** A table from a name in JavaScript to its twin in JSON. */
export type Names = Readonly<Record<string, string>>

export const POLICY: Names = { issuers: 'issuers', apiKeys: 'api_keys', scopes: 'scopes', realm: 'realm' }

export const ISSUER: Names = {
  issuer: 'issuer',
  audience: 'audience',
  algorithms: 'algorithms',
  keys: 'keys',
  profile: 'profile',
  requiredClaims: 'required_claims',
  scopeClaims: 'scope_claims',
  leewaySeconds: 'leeway_seconds',
  maxAgeSeconds: 'max_age_seconds',
}

export const API_KEYS: Names = {
  prefix: 'prefix',
  header: 'header',
  peppers: 'peppers',
  legacyPrefixes: 'legacy_prefixes',
}

export const SCOPES: Names = { implies: 'implies', wildcards: 'wildcards' }

export const RECORD: Names = {
  id: 'id',
  agentId: 'agent_id',
  scopes: 'scopes',
  tier: 'tier',
  createdAt: 'created_at',
  expiresAt: 'expires_at',
  status: 'status',
  digest: 'digest',
  pepperId: 'pepper_id',
  replacedBy: 'replaced_by',
  overlapUntil: 'overlap_until',
  metadata: 'metadata',
}

/** The same table, read from JSON to JavaScript. */
export function inverse(names: Names): Names {
  return Object.fromEntries(Object.entries(names).map(([camel, snake]) => [snake, camel]))
}
