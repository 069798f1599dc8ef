import {
  type MemoryApiKeyStore as HostStore,
  type Surface,
  surface,
  type Verifier as HostVerifier,
} from 'doorward-wasm/host'
import { loadEngine } from './native.js'

export * from 'doorward-wasm/public'

const bound: Surface = surface(loadEngine())

/** Decides on credentials by one policy. */
export const Verifier: Surface['Verifier'] = bound.Verifier
export type Verifier = HostVerifier
/** API key records in memory. */
export const MemoryApiKeyStore: Surface['MemoryApiKeyStore'] = bound.MemoryApiKeyStore
export type MemoryApiKeyStore = HostStore
/** Makes an API key from the platform's random source. */
export const createApiKey: Surface['createApiKey'] = bound.createApiKey
/** What decides: the binary of this platform, or WebAssembly where there is none. The decisions are the same. */
export const engine: Surface['engine'] = bound.engine
