/**
 * The names of both worlds: camelCase in JavaScript, snake_case in JSON. Only what stands in these
 * tables is renamed; JWKs, scopes, pepper ids and metadata are the user's own words.
 */

/** A table from a name in JavaScript to its twin in JSON. */
export type Names = Readonly<Record<string, string>>

export const POLICY: Names = {
  issuers: 'issuers',
  apiKeys: 'api_keys',
  scopes: 'scopes',
  realm: 'realm',
  keyRefresh: 'key_refresh',
  tokenCache: 'token_cache',
}

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
  jwksUri: 'jwks_uri',
  metadataUrl: 'metadata_url',
  dangerAllowHttp: 'danger_allow_http',
  audienceClaim: 'audience_claim',
  clientIdClaims: 'client_id_claims',
  preset: 'preset',
  domain: 'domain',
  authorizationServer: 'authorization_server',
  tenant: 'tenant',
  region: 'region',
  userPoolId: 'user_pool_id',
  dnsSuffix: 'dns_suffix',
  url: 'url',
  realm: 'realm',
  trustDomain: 'trust_domain',
}

export const API_KEYS: Names = {
  prefix: 'prefix',
  header: 'header',
  peppers: 'peppers',
  legacyPrefixes: 'legacy_prefixes',
  timeoutSeconds: 'timeout_seconds',
}

export const KEY_REFRESH: Names = {
  ttlSeconds: 'ttl_seconds',
  ttlMinSeconds: 'ttl_min_seconds',
  ttlMaxSeconds: 'ttl_max_seconds',
  aheadPercent: 'ahead_percent',
  staleSeconds: 'stale_seconds',
  backoffMinSeconds: 'backoff_min_seconds',
  backoffMaxSeconds: 'backoff_max_seconds',
  unknownKeyBurst: 'unknown_key_burst',
  unknownKeyIntervalSeconds: 'unknown_key_interval_seconds',
  unknownKeyGapSeconds: 'unknown_key_gap_seconds',
  unknownKeyMemorySeconds: 'unknown_key_memory_seconds',
  timeoutSeconds: 'timeout_seconds',
}

export const TOKEN_CACHE: Names = {
  tokens: 'tokens',
  bytes: 'bytes',
}

export const KEY_STATUS: Names = {
  issuer: 'issuer',
  source: 'source',
  url: 'url',
  state: 'state',
  keys: 'keys',
  unusableKeys: 'unusable_keys',
  ageSeconds: 'age_seconds',
  nextRefreshSeconds: 'next_refresh_seconds',
  failures: 'failures',
  fetches: 'fetches',
  lastError: 'last_error',
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
