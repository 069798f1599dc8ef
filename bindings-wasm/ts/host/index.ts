/** The host: everything between an engine and JavaScript. Written once, for both npm packages. */
export type { CreatedApiKey, NewApiKey } from './create-api-key.js'
export type { EngineModule, KeyFetch, Later, Pending, PolicyHandle, Step, Unsigned } from './engine.js'
export { DoorwardError, type Kind } from './error.js'
export { type ExecutionContext, waitUntilOf } from './execution-context.js'
export type { KeySetFetch, KeySetRequest, KeySetResponse } from './fetch-key-set.js'
export { type Algorithm, Key } from './key.js'
export type { WaitUntil } from './key-sets.js'
export type { KeyStatus } from './key-status.js'
export type { MemoryApiKeyStore } from './memory-store.js'
export { EDGE, ISOLATED, type Platform } from './platform.js'
export type {
  ApiKeys,
  ClaimPath,
  Issuer,
  Jwk,
  Jwks,
  KeyRefresh,
  KeySource,
  OwnIssuer,
  Policy,
  ScopeRules,
  TokenCache,
} from './policy.js'
export type {
  Auth0Issuer,
  CognitoIssuer,
  EntraIssuer,
  EntraV1Issuer,
  GithubActionsIssuer,
  GitlabCiIssuer,
  GoogleIssuer,
  KeycloakIssuer,
  KubernetesIssuer,
  OktaIssuer,
  PresetIssuer,
  Rfc9068Issuer,
  SpiffeIssuer,
} from './presets.js'
export { type Actor, Principal } from './principal.js'
export type { ApiKeyLookup, ApiKeyRecord, ApiKeyStore } from './record.js'
export type { FetchRequest, IncomingRequest, NodeRequest, PlainRequest } from './request.js'
export { type AllOf, type AnyOf, allOf, anyOf, guardScopes, Needed, type Scopes } from './scopes.js'
export {
  type MemoryApiKeyStoreConstructor,
  type Surface,
  surface,
  type VerifierConstructor,
  type VerifierOptions,
} from './surface.js'
export type { Verifier, VerifyOptions } from './verifier.js'
