/** The host: everything between an engine and JavaScript, written once for both npm packages. */
export type { ApiKeyLookup, ApiKeyRecord, ApiKeyStore } from './api-key-record.js'
export { callContext } from './call-context.js'
export type { CreatedApiKey, NewApiKey } from './create-api-key.js'
export type { Caller } from './decider.js'
export type { DecisionEvent, OnDecision } from './decision-event.js'
export { type DecisionHost, runDecision } from './decision-loop.js'
export type {
  Answers,
  Engine,
  EngineModule,
  FirstStep,
  KeyFetch,
  Needs,
  Pending,
  SignatureRequest,
  Step,
} from './engine.js'
export {
  CATEGORIES,
  type Category,
  CONFIG_ERROR_CODES,
  DoorwardError,
  type ErrorCode,
  type Fault,
  invalidPolicy,
  isRefusal,
  type Kind,
  REFUSAL_CODES,
  type RefusalCode,
} from './error.js'
export type { ExecutionContext, WaitUntil } from './execution-context.js'
export type { Fetcher, FetchRequest, FetchResponse } from './fetcher.js'
export {
  addGranted,
  type GuardArguments,
  type GuardOptions,
  joinedVary,
  type RequestGuard,
  requestGuard,
} from './guard.js'
export type { ClaimPath, CustomIssuer, Jwk, Jwks, KeySource, ScopeClaim } from './issuer.js'
export { type MetadataAnswer, metadataAnswer, type ResourceMetadata } from './resource-metadata.js'
export { isObject, readOptions } from './json-value.js'
export { type Algorithm, Key } from './key.js'
export { type Claim, type ClaimValue, claim } from './claim.js'
export type { KeyStatus, UnusableKey } from './key-status.js'
export type { Logger } from './logger.js'
export type { MemoryApiKeyStore } from './memory-store.js'
export * as memberNames from './names.js'
export {
  type MemoryApiKeyStoreConstructor,
  type PackageExports,
  packageExports,
  type VerifierConstructor,
  type VerifierOptions,
} from './package-exports.js'
export { EDGE, ISOLATED, type Platform } from './platform.js'
export type { ApiKeys, Issuer, KeyRefresh, Place, Policy, Resource, ScopeRules, TokenCache } from './policy.js'
export { policyParts } from './policy-json.js'
export type {
  Auth0Issuer,
  AuthentikIssuer,
  B2cIssuer,
  ClerkIssuer,
  CloudflareAccessIssuer,
  CognitoIssuer,
  DexIssuer,
  DuendeIssuer,
  EntraIssuer,
  EntraTenantsIssuer,
  EntraV1Issuer,
  EntraV1TenantsIssuer,
  FirebaseIssuer,
  FusionAuthIssuer,
  GithubActionsIssuer,
  GitlabCiIssuer,
  GoogleIssuer,
  HydraIssuer,
  KeycloakIssuer,
  KubernetesIssuer,
  OktaIssuer,
  PresetIssuer,
  Rfc9068Issuer,
  SpiffeIssuer,
  StytchIssuer,
  SupabaseIssuer,
  ZitadelIssuer,
} from './presets.js'
export { Principal } from './principal.js'
export type { Actor, Binding } from './principal-record.js'
export type { FetchApiRequest, IncomingRequest, NodeRequest, PlainRequest } from './request.js'
export { type AllOf, type AnyOf, allOf, anyOf, type Requirement } from './requirement.js'
export type { AuthenticateOptions, Verifier, VerifyOptions } from './verifier.js'
