// doorward-wasm: Actor, Algorithm, AllOf, AnyOf, ApiKeyLookup, ApiKeyRecord, ApiKeyStore, ApiKeys, Auth0Issuer, AuthenticateOptions, AuthentikIssuer, B2cIssuer, Binding, Category, Claim, ClaimPath, ClaimValue, ClerkIssuer, CloudflareAccessIssuer, CognitoIssuer, CreatedApiKey, CustomIssuer, DecisionEvent, DexIssuer, DoorwardError, DuendeIssuer, EntraIssuer, EntraV1Issuer, ErrorCode, ExecutionContext, Fault, FetchApiRequest, FetchRequest, FetchResponse, Fetcher, FirebaseIssuer, FusionAuthIssuer, GithubActionsIssuer, GitlabCiIssuer, GoogleIssuer, HydraIssuer, IncomingRequest, Issuer, Jwk, Jwks, Key, KeyRefresh, KeySource, KeyStatus, KeycloakIssuer, Kind, KubernetesIssuer, Logger, MemoryApiKeyStore, NewApiKey, NodeRequest, OktaIssuer, OnDecision, Place, PlainRequest, Policy, PresetIssuer, Principal, RefusalCode, Requirement, Resource, ResourceMetadata, Rfc9068Issuer, ScopeClaim, ScopeRules, SpiffeIssuer, StytchIssuer, SupabaseIssuer, TokenCache, UnusableKey, Verifier, VerifierOptions, VerifyOptions, WaitUntil, ZitadelIssuer, allOf, anyOf, claim, createApiKey, engine
export interface Actor {
    readonly subject: string;
    readonly issuer: string | null;
}
export type Algorithm = 'HS256' | 'HS384' | 'HS512' | 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA' | 'Ed25519';
export interface AllOf {
    readonly all: readonly Requirement[];
}
export interface AnyOf {
    readonly any: readonly Requirement[];
}
export interface ApiKeyLookup {
    readonly id?: string;
    readonly digest?: string;
}
export interface ApiKeyRecord {
    readonly id: string;
    readonly agentId: string;
    readonly scopes: readonly string[];
    readonly tier?: string | null;
    readonly createdAt: number;
    readonly expiresAt?: number | null;
    readonly status: 'active' | 'inactive' | 'revoked';
    readonly digest: string;
    readonly pepperId?: string | null;
    readonly replacedBy?: string | null;
    readonly overlapUntil?: number | null;
    readonly metadata?: Readonly<Record<string, unknown>>;
}
export interface ApiKeyStore {
    find(lookup: ApiKeyLookup): ApiKeyRecord | null | undefined | Promise<ApiKeyRecord | null | undefined>;
}
export interface ApiKeys {
    readonly store: ApiKeyStore;
    readonly timeoutSeconds?: number;
    readonly prefix?: string;
    readonly header?: string;
    readonly peppers?: Readonly<Record<string, Uint8Array>>;
    readonly legacyPrefixes?: readonly string[];
    readonly schemes?: readonly string[];
    readonly unprefixed?: 'uuid' | 'hex' | 'base62' | 'base64url';
}
export interface Auth0Issuer extends PresetBase {
    readonly preset: 'auth0';
    readonly domain: string;
}
export interface AuthenticateOptions extends VerifyOptions, GuardRules {
    readonly places?: readonly string[] | undefined;
    readonly optional?: boolean | undefined;
}
export interface AuthentikIssuer extends PresetBase {
    readonly preset: 'authentik';
    readonly url: string;
    readonly slug: string;
}
export interface B2cIssuer extends PresetBase {
    readonly preset: 'b2c';
    readonly domain: string;
    readonly tenant: string;
    readonly tenantName: string;
    readonly policy: string;
}
export type Binding = 'dpop' | 'mtls';
export type Category = (typeof CATEGORIES)[number];
export interface Claim {
    readonly claim: string;
    readonly value?: ClaimValue;
    readonly anyOf?: readonly ClaimValue[];
}
export type ClaimPath = string | readonly string[];
export type ClaimValue = string | number | boolean;
export interface ClerkIssuer extends PresetBase {
    readonly preset: 'clerk';
    readonly domain: string;
}
export interface CloudflareAccessIssuer extends PresetBase {
    readonly preset: 'cloudflare_access';
    readonly team: string;
}
export interface CognitoIssuer extends PresetBase {
    readonly preset: 'cognito';
    readonly region: string;
    readonly userPoolId: string;
    readonly dnsSuffix?: string;
}
export interface CreatedApiKey {
    readonly key: string;
    readonly record: ApiKeyRecord;
}
export interface CustomIssuer extends IssuerBase {
    readonly preset?: undefined;
    readonly issuer: string;
    readonly algorithms: readonly Algorithm[];
    readonly dangerNoIssuer?: boolean;
    readonly dangerNoAudience?: boolean;
}
export interface DecisionEvent {
    readonly time: number;
    readonly outcome: 'granted' | 'anonymous' | 'rejected' | 'unavailable';
    readonly code: ErrorCode | null;
    readonly requirement: string;
    readonly method: string | null;
    readonly clientAddress: string | null;
    readonly requestId: string | null;
    readonly credential: 'jwt' | 'id_token' | 'api_key' | null;
    readonly issuer: string | null;
    readonly subject: string | null;
    readonly clientId: string | null;
    readonly keyId: string | null;
    readonly actors: readonly Actor[];
    readonly bindings: readonly Binding[];
    readonly fault: Fault | null;
    readonly durationMs: number;
}
export interface DexIssuer extends PresetBase {
    readonly preset: 'dex';
    readonly issuer: string;
}
export declare class DoorwardError extends Error {
    readonly code: ErrorCode;
    readonly category: Category;
    readonly kind: Kind;
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly description: string;
    readonly retryable: boolean;
    readonly requiredScopes: readonly string[];
    readonly storeFailure?: unknown;
    readonly fault?: Fault;
    readonly absent?: boolean;
    readonly path: string;
    readonly getResponse?: () => Response;
    toResponse(): Response;
}
export interface DuendeIssuer extends PresetBase {
    readonly preset: 'duende';
    readonly issuer: string;
}
export interface EntraIssuer extends PresetBase {
    readonly preset: 'entra';
    readonly tenant: string;
}
export interface EntraV1Issuer extends PresetBase {
    readonly preset: 'entra_v1';
    readonly tenant: string;
}
export type ErrorCode = RefusalCode | (typeof CONFIG_ERROR_CODES)[number];
export interface ExecutionContext {
    waitUntil(promise: Promise<unknown>): void;
}
export interface Fault {
    readonly claim: string;
    readonly expected?: string;
    readonly received?: string;
    readonly unverified: boolean;
}
export interface FetchApiRequest {
    readonly url: string;
    readonly headers: {
        get(name: string): string | null;
    };
}
export interface FetchRequest {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: ArrayBuffer;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
    readonly credentials?: 'omit';
    readonly cache?: 'no-store';
}
export interface FetchResponse {
    readonly status: number;
    readonly headers: {
        get(name: string): string | null;
    };
    readonly body: {
        getReader(): {
            read(): Promise<{
                readonly done: boolean;
                readonly value?: Uint8Array | undefined;
            }>;
            cancel(): Promise<unknown>;
        };
        cancel(): Promise<unknown>;
    } | null;
    readonly redirected?: boolean;
}
export type Fetcher = (url: string, request: FetchRequest) => Promise<FetchResponse>;
export interface FirebaseIssuer extends PresetBase {
    readonly preset: 'firebase';
    readonly projectId: string;
}
export interface FusionAuthIssuer extends PresetBase {
    readonly preset: 'fusionauth';
    readonly issuer: string;
    readonly url: string;
    readonly tenantId: string;
}
export interface GithubActionsIssuer extends PresetBase {
    readonly preset: 'github_actions';
}
export interface GitlabCiIssuer extends PresetBase {
    readonly preset: 'gitlab_ci';
    readonly url?: string;
}
export interface GoogleIssuer extends PresetBase {
    readonly preset: 'google';
}
export interface HydraIssuer extends PresetBase {
    readonly preset: 'hydra';
    readonly issuer: string;
}
export type IncomingRequest = FetchApiRequest | NodeRequest | PlainRequest;
export type Issuer = CustomIssuer | PresetIssuer;
export interface Jwk {
    readonly kty: string;
    readonly [member: string]: unknown;
}
export interface Jwks {
    readonly keys: readonly Jwk[];
    readonly [member: string]: unknown;
}
export declare class Key {
    private constructor();
    static pem(text: string, options?: PemOptions): Key;
    static secret(bytes: Uint8Array, options: SecretOptions): Key;
}
export interface KeyRefresh {
    readonly ttlSeconds?: number;
    readonly ttlMaxSeconds?: number;
    readonly staleSeconds?: number;
    readonly timeoutSeconds?: number;
}
export type KeySource = Jwk | Jwks | Key;
export interface KeyStatus {
    readonly issuer: string;
    readonly source: 'static' | 'jwks_uri' | 'metadata';
    readonly url: string | null;
    readonly state: 'static' | 'cold' | 'fresh' | 'stale' | 'expired';
    readonly keys: number;
    readonly unpublishedKeys: number;
    readonly unusableKeys: number;
    readonly unusable: readonly UnusableKey[];
    readonly ageSeconds: number | null;
    readonly nextRefreshSeconds: number | null;
    readonly failures: number;
    readonly fetches: number;
    readonly lastError: string | null;
}
export interface KeycloakIssuer extends PresetBase {
    readonly preset: 'keycloak';
    readonly url: string;
    readonly realm: string;
}
export type Kind = 'rejected' | 'unavailable' | 'misconfigured';
export interface KubernetesIssuer extends PresetBase {
    readonly preset: 'kubernetes';
    readonly issuer: string;
}
export interface Logger {
    warn(message: string): void;
}
export declare const MemoryApiKeyStore: PackageExports['MemoryApiKeyStore'];
export type MemoryApiKeyStore = HostStore;
export interface NewApiKey {
    readonly agentId: string;
    readonly scopes: readonly string[];
    readonly prefix?: string;
    readonly expiresAt?: number | null;
    readonly tier?: string | null;
    readonly pepper?: {
        readonly id: string;
        readonly secret: Uint8Array;
    };
    readonly metadata?: Readonly<Record<string, unknown>>;
    readonly now?: number;
}
export interface NodeRequest {
    readonly url?: string | undefined;
    readonly originalUrl?: string | undefined;
    readonly rawHeaders: readonly string[];
    readonly socket?: {
        readonly remoteAddress?: string | undefined;
    } | null | undefined;
}
export interface OktaIssuer extends PresetBase {
    readonly preset: 'okta';
    readonly domain: string;
    readonly authorizationServer?: string;
}
export type OnDecision = (event: DecisionEvent) => unknown;
export interface Place {
    readonly header?: string;
    readonly cookie?: string;
    readonly origins?: readonly string[];
    readonly dangerCookieName?: boolean;
    readonly subprotocol?: boolean;
}
export interface PlainRequest {
    readonly method?: string;
    readonly clientAddress?: string;
    readonly url: string;
    readonly headers: Iterable<readonly [string, string]> | Readonly<Record<string, string | readonly string[] | undefined>>;
}
export interface Policy {
    readonly issuers?: readonly Issuer[];
    readonly keyRefresh?: KeyRefresh;
    readonly tokenCache?: TokenCache;
    readonly apiKeys?: ApiKeyStore | ApiKeys;
    readonly scopes?: ScopeRules;
    readonly places?: Readonly<Record<string, Place>>;
    readonly resource?: Resource;
    readonly realm?: string;
}
export type PresetIssuer = Auth0Issuer | OktaIssuer | EntraIssuer | EntraV1Issuer | EntraTenantsIssuer | EntraV1TenantsIssuer | CognitoIssuer | ClerkIssuer | SupabaseIssuer | FirebaseIssuer | B2cIssuer | CloudflareAccessIssuer | StytchIssuer | KeycloakIssuer | ZitadelIssuer | HydraIssuer | DuendeIssuer | DexIssuer | AuthentikIssuer | FusionAuthIssuer | Rfc9068Issuer | GoogleIssuer | GithubActionsIssuer | GitlabCiIssuer | KubernetesIssuer | SpiffeIssuer;
export declare class Principal {
    readonly subject: string | null;
    readonly issuer: string | null;
    readonly clientId: string | null;
    readonly audience: readonly string[];
    readonly scopes: readonly string[];
    readonly expiresAt: number | null;
    readonly issuedAt: number | null;
    readonly tokenId: string | null;
    readonly credential: 'jwt' | 'id_token' | 'api_key';
    readonly keyId: string | null;
    readonly actors: readonly Actor[];
    readonly bindings: readonly Binding[];
    readonly tier: string | null;
    get claims(): Readonly<Record<string, unknown>>;
    allows(scope: string): boolean;
}
export type RefusalCode = (typeof REFUSAL_CODES)[number];
export type Requirement = string | Claim | readonly Requirement[] | AllOf | AnyOf;
export interface Resource {
    readonly identifier: string;
    readonly scopes?: readonly string[];
    readonly authorizationServers?: readonly string[];
}
export interface ResourceMetadata {
    readonly paths: readonly string[];
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
}
export interface Rfc9068Issuer extends PresetBase {
    readonly preset: 'rfc9068';
    readonly issuer: string;
}
export interface ScopeClaim {
    readonly claim: ClaimPath;
    readonly keys?: boolean;
    readonly org?: string | readonly string[];
    readonly member?: string;
    readonly separator?: string;
}
export interface ScopeRules {
    readonly implies?: Readonly<Record<string, readonly string[]>>;
    readonly wildcards?: boolean;
}
export interface SpiffeIssuer extends PresetBase {
    readonly preset: 'spiffe';
    readonly trustDomain: string;
    readonly jwksUri: string;
}
export interface StytchIssuer extends PresetBase {
    readonly preset: 'stytch';
    readonly projectId: string;
    readonly apiHost?: string;
}
export interface SupabaseIssuer extends PresetBase {
    readonly preset: 'supabase';
    readonly projectRef: string;
}
export interface TokenCache {
    readonly tokens?: number;
    readonly bytes?: number;
}
export interface UnusableKey {
    readonly keyId: string | null;
    readonly reason: string;
}
export declare const Verifier: PackageExports['Verifier'];
export type Verifier = HostVerifier;
export interface VerifierOptions {
    readonly fetch?: Fetcher;
    readonly logger?: Logger;
    readonly onDecision?: OnDecision;
    readonly requestIdHeader?: string;
}
export interface VerifyOptions {
    readonly scopes?: Requirement;
    readonly now?: number | undefined;
    readonly waitUntil?: WaitUntil | undefined;
}
export type WaitUntil = (promise: Promise<unknown>) => void;
export interface ZitadelIssuer extends PresetBase {
    readonly preset: 'zitadel';
    readonly domain: string;
}
export declare function allOf(...scopes: readonly Requirement[]): AllOf;
export declare function anyOf(...scopes: readonly Requirement[]): AnyOf;
export declare function claim(name: string, value: ClaimValue | {
    readonly anyOf: readonly ClaimValue[];
}): Claim;
export declare const createApiKey: PackageExports['createApiKey'];
export declare const engine: PackageExports['engine'];

// doorward-wasm/fetch: FetchGuard, GuardOptions, guard, resourceMetadata
export interface FetchGuard<Caller = Principal> {
    (request: FetchApiRequest, context?: ExecutionContext | null): Promise<Caller | Response>;
    readonly headers: readonly (readonly [string, string])[];
}
export interface GuardOptions extends GuardRules {
    readonly places?: readonly string[] | undefined;
    readonly optional?: boolean | undefined;
}
export declare function guard(verifier: Verifier, ...requirements: readonly [...Requirement[], GuardOptions & {
    readonly optional: true;
}]): FetchGuard<Principal | null>;
export declare function guard(verifier: Verifier, ...requirements: GuardArguments): FetchGuard;
export declare function resourceMetadata(verifier: Verifier): (request: {
    method: string;
    url: string;
}) => Response | undefined;

// doorward-wasm/hono: GuardEnv, GuardOptions, guard, resourceMetadata
export interface GuardEnv<Caller = Principal> {
    Variables: {
        auth: Caller;
    };
}
export declare function guard(verifier: Verifier, ...requirements: readonly [...Requirement[], GuardOptions & {
    readonly optional: true;
}]): MiddlewareHandler<GuardEnv<Principal | null>>;
export declare function guard(verifier: Verifier, ...requirements: GuardArguments): MiddlewareHandler<GuardEnv>;
export declare function resourceMetadata(verifier: Verifier): MiddlewareHandler;

// What these are made of.
export declare const CATEGORIES: readonly ['invalid_request', 'missing_credentials', 'invalid_token', 'invalid_api_key', 'invalid_proof', 'insufficient_scope', 'forbidden', 'rate_limited', 'unavailable', 'misconfigured'];
export declare const CONFIG_ERROR_CODES: readonly ['invalid_policy', 'invalid_key', 'weak_key'];
export interface EntraTenantsIssuer extends PresetBase, TenantRules {
    readonly preset: 'entra_tenants';
}
export interface EntraV1TenantsIssuer extends PresetBase, TenantRules {
    readonly preset: 'entra_v1_tenants';
}
export type GuardArguments<Options = GuardOptions> = readonly Requirement[] | readonly [...Requirement[], Options];
export interface GuardRules {
    readonly places?: readonly string[] | undefined;
    readonly optional?: boolean | undefined;
}
export interface IssuerBase extends KeySourceOptions, TokenRules {
    readonly audience: string | readonly string[] | null;
}
export interface KeySourceOptions {
    readonly keys?: KeySource | readonly KeySource[];
    readonly jwksUri?: string;
    readonly metadataUrl?: string;
    readonly dangerAllowHttp?: boolean;
}
export declare class MemoryApiKeyStore implements ApiKeyStore {
    insert(record: ApiKeyRecord): void;
    remove(id: string): boolean;
    find(lookup: ApiKeyLookup): ApiKeyRecord | null;
    get size(): number;
}
export interface PackageExports {
    readonly Verifier: VerifierConstructor;
    readonly MemoryApiKeyStore: MemoryApiKeyStoreConstructor;
    createApiKey(options: NewApiKey): CreatedApiKey;
    readonly engine: 'native' | 'wasm';
}
export interface MemoryApiKeyStoreConstructor {
    new (records?: Iterable<ApiKeyRecord>): MemoryApiKeyStore;
    readonly prototype: MemoryApiKeyStore;
}
export interface PemOptions {
    readonly kid?: string;
    readonly algorithm?: Algorithm;
    readonly notAfter?: number;
}
export interface PresetBase extends IssuerBase {
    readonly issuer?: string;
    readonly algorithms?: readonly Algorithm[];
    readonly acceptsIdTokens?: boolean;
}
export declare const REFUSAL_CODES: readonly ['missing_credentials', 'invalid_request', 'malformed_token', 'token_too_large', 'algorithm_not_allowed', 'unsupported_critical', 'unknown_issuer', 'unknown_key', 'invalid_signature', 'expired', 'not_yet_valid', 'issued_in_future', 'too_old', 'wrong_audience', 'wrong_type', 'missing_claim', 'invalid_claim', 'binding_required', 'delegation_too_deep', 'malformed_api_key', 'unknown_api_key', 'api_key_expired', 'api_key_inactive', 'insufficient_scope', 'insufficient_claims', 'origin_not_allowed', 'keys_unavailable', 'state_unavailable'];
export interface SecretOptions extends PemOptions {
    readonly algorithm: 'HS256' | 'HS384' | 'HS512';
}
export interface TenantRules {
    readonly tenants?: readonly string[];
    readonly dangerAnyTenant?: boolean;
}
export interface TokenRules {
    readonly profile?: 'jwt' | 'rfc9068';
    readonly guessType?: boolean;
    readonly acceptsIdTokens?: boolean;
    readonly requiredClaims?: readonly (string | Claim)[];
    readonly scopeClaims?: readonly (ClaimPath | ScopeClaim)[];
    readonly audienceClaim?: string;
    readonly alsoAudience?: readonly string[];
    readonly clientIdClaims?: readonly string[];
    readonly leewaySeconds?: number;
    readonly dangerAnyType?: boolean;
    readonly tokenBytesMax?: number;
    readonly maxAgeSeconds?: number;
}
export declare class Verifier {
    renew(policy: Policy): void;
    renewFromPolicyJson(text: string, options?: {
        readonly apiKeyStore?: ApiKeyStore;
    }): void;
    verify(credential: string, options?: VerifyOptions): Promise<Principal>;
    verifySync(credential: string, options?: VerifyOptions): Principal;
    authenticate(request: IncomingRequest, options: AuthenticateOptions & {
        readonly optional: true;
    }): Promise<Principal | null>;
    authenticate(request: IncomingRequest, options?: AuthenticateOptions & {
        readonly optional?: false;
    }): Promise<Principal>;
    authenticateSync(request: IncomingRequest, options: AuthenticateOptions & {
        readonly optional: true;
    }): Principal | null;
    authenticateSync(request: IncomingRequest, options?: AuthenticateOptions & {
        readonly optional?: false;
    }): Principal;
    refusal(code: RefusalCode, options?: {
        readonly scopes?: readonly string[];
    }): DoorwardError;
    get resourceMetadata(): ResourceMetadata | undefined;
    warm(): Promise<void>;
    keyStatus(): KeyStatus[];
    checkRequirement(scopes: Requirement | CompiledRequirement | typeof LEFT_OUT): void;
}
export declare class CompiledRequirement {
    readonly json: string | undefined;
    readonly places: string | undefined;
    readonly optional: boolean;
    readonly key: string;
    constructor(requirement: Requirement | typeof LEFT_OUT, rules?: GuardRules);
}
export declare const LEFT_OUT: unique symbol;
export interface VerifierConstructor {
    new (policy: Policy, options?: VerifierOptions): Verifier;
    fromPolicyJson(text: string, options?: VerifierOptions & {
        readonly apiKeyStore?: ApiKeyStore;
    }): Verifier;
    readonly prototype: Verifier;
}
