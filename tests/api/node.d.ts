// doorward: Actor, Algorithm, AllOf, AnyOf, ApiKeyLookup, ApiKeyRecord, ApiKeyStore, ApiKeys, Auth0Issuer, ClaimPath, CognitoIssuer, CreatedApiKey, DoorwardError, EntraIssuer, EntraV1Issuer, ExecutionContext, FetchRequest, GithubActionsIssuer, GitlabCiIssuer, GoogleIssuer, IncomingRequest, Issuer, Jwk, Jwks, Key, KeyRefresh, KeySetFetch, KeySetRequest, KeySetResponse, KeySource, KeyStatus, KeycloakIssuer, Kind, KubernetesIssuer, MemoryApiKeyStore, NewApiKey, NodeRequest, OktaIssuer, OwnIssuer, PlainRequest, Policy, PresetIssuer, Principal, Rfc9068Issuer, ScopeRules, Scopes, SpiffeIssuer, TokenCache, Verifier, VerifierOptions, VerifyOptions, WaitUntil, allOf, anyOf, createApiKey, engine
export interface Actor {
    readonly subject: string;
    readonly issuer: string | null;
}
export type Algorithm = 'HS256' | 'HS384' | 'HS512' | 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA' | 'Ed25519';
export interface AllOf {
    readonly all: readonly Required[];
}
export interface AnyOf {
    readonly any: readonly Required[];
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
    readonly status?: 'active' | 'inactive' | 'revoked';
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
}
export interface Auth0Issuer extends Preset {
    readonly preset: 'auth0';
    readonly domain: string;
}
export type ClaimPath = string | readonly string[];
export interface CognitoIssuer extends Preset {
    readonly preset: 'cognito';
    readonly region: string;
    readonly userPoolId: string;
    readonly dnsSuffix?: string;
}
export interface CreatedApiKey {
    readonly key: string;
    readonly record: ApiKeyRecord;
}
export declare class DoorwardError extends Error {
    readonly code: string;
    readonly kind: Kind;
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly description: string;
    readonly retryable: boolean;
    readonly requiredScopes: readonly string[];
    readonly path: string;
    readonly getResponse?: () => Response;
    toResponse(): Response;
}
export interface EntraIssuer extends Preset {
    readonly preset: 'entra';
    readonly tenant: string;
}
export interface EntraV1Issuer extends Preset {
    readonly preset: 'entra_v1';
    readonly tenant: string;
}
export interface ExecutionContext {
    waitUntil(promise: Promise<unknown>): void;
}
export interface FetchRequest {
    readonly url: string;
    readonly headers: {
        get(name: string): string | null;
    };
}
export interface GithubActionsIssuer extends Preset {
    readonly preset: 'github_actions';
}
export interface GitlabCiIssuer extends Preset {
    readonly preset: 'gitlab_ci';
    readonly url?: string;
}
export interface GoogleIssuer extends Preset {
    readonly preset: 'google';
}
export type IncomingRequest = FetchRequest | NodeRequest | PlainRequest;
export type Issuer = OwnIssuer | PresetIssuer;
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
    static pem(text: string, options?: {
        kid?: string;
        algorithm?: Algorithm;
    }): Key;
    static secret(bytes: Uint8Array, options: {
        algorithm: 'HS256' | 'HS384' | 'HS512';
        kid?: string;
    }): Key;
}
export interface KeyRefresh {
    readonly ttlSeconds?: number;
    readonly ttlMinSeconds?: number;
    readonly ttlMaxSeconds?: number;
    readonly aheadPercent?: number;
    readonly staleSeconds?: number;
    readonly backoffMinSeconds?: number;
    readonly backoffMaxSeconds?: number;
    readonly unknownKeyBurst?: number;
    readonly unknownKeyIntervalSeconds?: number;
    readonly unknownKeyGapSeconds?: number;
    readonly unknownKeyMemorySeconds?: number;
    readonly timeoutSeconds?: number;
}
export type KeySetFetch = (url: string, request: KeySetRequest) => Promise<KeySetResponse>;
export interface KeySetRequest {
    readonly method: 'GET';
    readonly headers: Readonly<Record<string, string>>;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
    readonly credentials?: 'omit';
    readonly cache?: 'no-store';
}
export interface KeySetResponse {
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
export type KeySource = Jwk | Jwks | Key;
export interface KeyStatus {
    readonly issuer: string;
    readonly source: 'static' | 'jwks_uri' | 'metadata';
    readonly url: string | null;
    readonly state: 'static' | 'cold' | 'fresh' | 'stale' | 'expired';
    readonly keys: number;
    readonly unusableKeys: number;
    readonly ageSeconds: number | null;
    readonly nextRefreshSeconds: number | null;
    readonly failures: number;
    readonly fetches: number;
    readonly lastError: string | null;
}
export interface KeycloakIssuer extends Preset {
    readonly preset: 'keycloak';
    readonly url: string;
    readonly realm: string;
}
export type Kind = 'rejected' | 'unavailable' | 'misconfigured';
export interface KubernetesIssuer extends Preset {
    readonly preset: 'kubernetes';
    readonly issuer: string;
}
export declare const MemoryApiKeyStore: Surface['MemoryApiKeyStore'];
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
}
export interface OktaIssuer extends Preset {
    readonly preset: 'okta';
    readonly domain: string;
    readonly authorizationServer?: string;
}
export interface OwnIssuer extends IssuerBase {
    readonly preset?: undefined;
    readonly issuer: string;
    readonly algorithms: readonly Algorithm[];
}
export interface PlainRequest {
    readonly method?: string;
    readonly url: string;
    readonly headers: Iterable<readonly [string, string]> | Readonly<Record<string, string | readonly string[] | undefined>>;
}
export interface Policy {
    readonly issuers?: readonly Issuer[];
    readonly keyRefresh?: KeyRefresh;
    readonly tokenCache?: TokenCache;
    readonly apiKeys?: ApiKeyStore | ApiKeys;
    readonly scopes?: ScopeRules;
    readonly realm?: string;
}
export type PresetIssuer = Auth0Issuer | OktaIssuer | EntraIssuer | EntraV1Issuer | CognitoIssuer | KeycloakIssuer | GoogleIssuer | GithubActionsIssuer | GitlabCiIssuer | KubernetesIssuer | SpiffeIssuer | Rfc9068Issuer;
export declare class Principal {
    readonly subject: string | null;
    readonly issuer: string | null;
    readonly clientId: string | null;
    readonly audience: readonly string[];
    readonly scopes: readonly string[];
    readonly expiresAt: number | null;
    readonly issuedAt: number | null;
    readonly tokenId: string | null;
    readonly credential: 'jwt' | 'api_key';
    readonly keyId: string | null;
    readonly actors: readonly Actor[];
    readonly binding: 'none';
    readonly tier: string | null;
    get claims(): Readonly<Record<string, unknown>>;
    allows(scope: string): boolean;
}
export interface Rfc9068Issuer extends Preset {
    readonly preset: 'rfc9068';
    readonly issuer: string;
}
export interface ScopeRules {
    readonly implies?: Readonly<Record<string, readonly string[]>>;
    readonly wildcards?: boolean;
}
export type Scopes = Required | null | undefined;
export interface SpiffeIssuer extends Preset {
    readonly preset: 'spiffe';
    readonly trustDomain: string;
    readonly jwksUri: string;
}
export interface TokenCache {
    readonly tokens?: number;
    readonly bytes?: number;
}
export declare const Verifier: Surface['Verifier'];
export type Verifier = HostVerifier;
export interface VerifierOptions {
    readonly fetch?: KeySetFetch;
}
export interface VerifyOptions {
    readonly scopes?: Scopes;
    readonly now?: number | undefined;
    readonly waitUntil?: WaitUntil | undefined;
}
export type WaitUntil = (promise: Promise<unknown>) => void;
export declare function allOf(...scopes: readonly Required[]): AllOf;
export declare function anyOf(...scopes: readonly Required[]): AnyOf;
export declare const createApiKey: Surface['createApiKey'];
export declare const engine: Surface['engine'];

// doorward/express: ErrorMiddleware, Middleware, errorHandler, guard
declare global {
    namespace Express {
        interface Request {
            auth?: Principal;
        }
    }
}
export type ErrorMiddleware = (error: unknown, request: IncomingMessage, response: ServerResponse, next: Next) => void;
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;
export declare const errorHandler: ErrorMiddleware;
export declare function guard(verifier: Verifier, ...required: readonly Scopes[]): Middleware;

// What these are made of.
export interface IssuerBase extends KeysOf, TokenRules {
    readonly audience: string | readonly string[];
}
export interface KeysOf {
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
type Next = (error?: unknown) => void;
interface Preset extends IssuerBase {
    readonly issuer?: string;
    readonly algorithms?: readonly Algorithm[];
}
type Required = string | readonly Required[] | AllOf | AnyOf;
export interface Surface {
    readonly Verifier: VerifierConstructor;
    readonly MemoryApiKeyStore: MemoryApiKeyStoreConstructor;
    createApiKey(options: NewApiKey): CreatedApiKey;
    readonly engine: 'native' | 'wasm';
}
export interface MemoryApiKeyStoreConstructor {
    new (records?: Iterable<ApiKeyRecord>): MemoryApiKeyStore;
    readonly prototype: MemoryApiKeyStore;
}
export interface TokenRules {
    readonly profile?: 'jwt' | 'rfc9068';
    readonly requiredClaims?: readonly string[];
    readonly scopeClaims?: readonly ClaimPath[];
    readonly audienceClaim?: string;
    readonly clientIdClaims?: readonly string[];
    readonly leewaySeconds?: number;
    readonly maxAgeSeconds?: number;
}
export declare class Verifier {
    verify(credential: string, options?: VerifyOptions): Promise<Principal>;
    verifySync(credential: string, options?: VerifyOptions): Principal;
    authenticate(request: IncomingRequest, options?: VerifyOptions): Promise<Principal>;
    authenticateSync(request: IncomingRequest, options?: VerifyOptions): Principal;
    warm(): Promise<void>;
    keyStatus(): KeyStatus[];
    prepare(scopes?: Scopes): void;
}
export interface VerifierConstructor {
    new (policy: Policy, options?: VerifierOptions): Verifier;
    fromPolicyJson(text: string, options?: VerifierOptions & {
        readonly apiKeyStore?: ApiKeyStore;
    }): Verifier;
    readonly prototype: Verifier;
}
export declare function misconfigured(code: string, path: string, message: string, cause?: unknown): DoorwardError;
