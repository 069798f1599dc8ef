/**
 * The names of members: camelCase in JavaScript, snake_case in JSON. Only members in these tables are renamed; JWKs, scopes, pepper ids
 * and metadata keep the names that their owner gave them.
 */
import type { ApiKeyRecord } from './api-key-record.js'
import type { CustomIssuer, ScopeClaim } from './issuer.js'
import type { ApiKeys, KeyRefresh, Place, Policy, Resource, ScopeRules, TokenCache } from './policy.js'
import type { PresetBase, PresetIssuer, TenantRules } from './presets.js'
import type { NameTable, NameTableOf } from './rename-members.js'

export const POLICY = {
  issuers: 'issuers',
  apiKeys: 'api_keys',
  scopes: 'scopes',
  realm: 'realm',
  places: 'places',
  resource: 'resource',
  keyRefresh: 'key_refresh',
  tokenCache: 'token_cache',
} satisfies NameTableOf<keyof Policy>

/** The members of every issuer. */
export const ISSUER = {
  issuer: 'issuer',
  preset: 'preset',
  audience: 'audience',
  audienceClaim: 'audience_claim',
  alsoAudience: 'also_audience',
  algorithms: 'algorithms',
  keys: 'keys',
  jwksUri: 'jwks_uri',
  metadataUrl: 'metadata_url',
  dangerAllowHttp: 'danger_allow_http',
  profile: 'profile',
  guessType: 'guess_type',
  acceptsIdTokens: 'accepts_id_tokens',
  requiredClaims: 'required_claims',
  scopeClaims: 'scope_claims',
  clientIdClaims: 'client_id_claims',
  leewaySeconds: 'leeway_seconds',
  tokenBytesMax: 'token_bytes_max',
  dangerNoIssuer: 'danger_no_issuer',
  dangerNoAudience: 'danger_no_audience',
  dangerAnyType: 'danger_any_type',
  tenants: 'tenants',
  dangerAnyTenant: 'danger_any_tenant',
  maxAgeSeconds: 'max_age_seconds',
} satisfies NameTableOf<keyof CustomIssuer | keyof TenantRules>

/** What each preset needs besides. */
export const PRESETS = {
  auth0: { domain: 'domain' },
  okta: { domain: 'domain', authorizationServer: 'authorization_server' },
  entra: { tenant: 'tenant' },
  entra_v1: { tenant: 'tenant' },
  entra_tenants: {},
  entra_v1_tenants: {},
  cognito: { region: 'region', userPoolId: 'user_pool_id', dnsSuffix: 'dns_suffix' },
  clerk: { domain: 'domain' },
  supabase: { projectRef: 'project_ref' },
  firebase: { projectId: 'project_id' },
  b2c: { domain: 'domain', tenant: 'tenant', tenantName: 'tenant_name', policy: 'policy' },
  cloudflare_access: { team: 'team' },
  stytch: { projectId: 'project_id', apiHost: 'api_host' },
  keycloak: { url: 'url', realm: 'realm' },
  zitadel: { domain: 'domain' },
  hydra: {},
  duende: {},
  dex: {},
  authentik: { url: 'url', slug: 'slug' },
  fusionauth: { url: 'url', tenantId: 'tenant_id' },
  rfc9068: {},
  google: {},
  github_actions: {},
  gitlab_ci: { url: 'url' },
  kubernetes: {},
  spiffe: { trustDomain: 'trust_domain' },
} satisfies {
  readonly [One in PresetIssuer as One['preset']]: NameTableOf<
    Exclude<keyof One, keyof PresetBase | keyof TenantRules | 'preset'>
  >
}

/** The members of issuers and the parameters of presets. The core knows which parameter belongs to which preset. */
export const ISSUER_OR_PRESET: NameTable = Object.assign({}, ISSUER, ...Object.values(PRESETS))

export const API_KEYS = {
  prefix: 'prefix',
  header: 'header',
  peppers: 'peppers',
  legacyPrefixes: 'legacy_prefixes',
  schemes: 'schemes',
  unprefixed: 'unprefixed',
  timeoutSeconds: 'timeout_seconds',
} satisfies NameTableOf<Exclude<keyof ApiKeys, 'store'>>

export const PLACE = {
  header: 'header',
  cookie: 'cookie',
  origins: 'origins',
  dangerCookieName: 'danger_cookie_name',
  subprotocol: 'subprotocol',
} satisfies NameTableOf<keyof Place>

export const RESOURCE = {
  identifier: 'identifier',
  scopes: 'scopes',
  authorizationServers: 'authorization_servers',
} satisfies NameTableOf<keyof Resource>

export const KEY_REFRESH = {
  ttlSeconds: 'ttl_seconds',
  ttlMaxSeconds: 'ttl_max_seconds',
  staleSeconds: 'stale_seconds',
  timeoutSeconds: 'timeout_seconds',
} satisfies NameTableOf<keyof KeyRefresh>

export const TOKEN_CACHE = {
  tokens: 'tokens',
  bytes: 'bytes',
} satisfies NameTableOf<keyof TokenCache>

export const SCOPE_CLAIM = {
  claim: 'claim',
  keys: 'keys',
  org: 'org',
  member: 'member',
  separator: 'separator',
} satisfies NameTableOf<keyof ScopeClaim>

export const SCOPES = { implies: 'implies', wildcards: 'wildcards' } satisfies NameTableOf<keyof ScopeRules>

export const RECORD = {
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
} satisfies NameTableOf<keyof ApiKeyRecord>
