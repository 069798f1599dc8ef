import {
  type MemoryApiKeyStore as HostStore,
  type PackageExports,
  packageExports,
  type Verifier as HostVerifier,
} from 'doorward-wasm/internal/host'
import { loadEngine } from './native.js'

export * from 'doorward-wasm/internal/public'

const bound: PackageExports = packageExports(loadEngine())

/** Decides on credentials by one policy. */
export const Verifier: PackageExports['Verifier'] = bound.Verifier
export type Verifier = HostVerifier
/** API key records in memory. */
export const MemoryApiKeyStore: PackageExports['MemoryApiKeyStore'] = bound.MemoryApiKeyStore
export type MemoryApiKeyStore = HostStore
/** Makes an API key from the platform's random source: `createApiKey({ agentId: 'agent-7', scopes: ['billing:read'] })`. */
export const createApiKey: PackageExports['createApiKey'] = bound.createApiKey
/** The engine that decides: the binary of this platform, or WebAssembly where no binary fits. The decisions are the same. */
export const engine: PackageExports['engine'] = bound.engine
