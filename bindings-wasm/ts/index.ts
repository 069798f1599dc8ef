/** The public exports, the same under every runtime: each file of `entry/` except `node-engine.ts` exports exactly these. */
import type { MemoryApiKeyStore as HostStore, PackageExports, Verifier as HostVerifier } from './host/index.js'

export * from './public.js'

/** Decides on credentials by one policy. */
export declare const Verifier: PackageExports['Verifier']
export type Verifier = HostVerifier
/** API key records in memory. */
export declare const MemoryApiKeyStore: PackageExports['MemoryApiKeyStore']
export type MemoryApiKeyStore = HostStore
/** Makes an API key from the platform's random source: `createApiKey({ agentId: 'agent-7', scopes: ['billing:read'] })`. */
export declare const createApiKey: PackageExports['createApiKey']
/** The engine that decides: always `wasm` in this package. */
export declare const engine: PackageExports['engine']
