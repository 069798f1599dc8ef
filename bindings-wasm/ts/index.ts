/** The public surface, the same under every runtime: each entry of `entry/` exports just this. */
import type { MemoryApiKeyStore as Store, Surface, Verifier as HostVerifier } from './host/index.js'

export * from './public.js'

/** Decides on credentials by one policy. */
export declare const Verifier: Surface['Verifier']
export type Verifier = HostVerifier
/** API key records in memory. */
export declare const MemoryApiKeyStore: Surface['MemoryApiKeyStore']
export type MemoryApiKeyStore = Store
/** Makes an API key from the platform's random source. */
export declare const createApiKey: Surface['createApiKey']
/** What decides: always `wasm` in this package. */
export declare const engine: Surface['engine']
