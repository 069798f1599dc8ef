import { fileURLToPath } from 'node:url'

// The packages are installed in the folder above.
const root = fileURLToPath(new URL('..', import.meta.url))

export default process.env.EXTERNAL
  ? { turbopack: { root }, serverExternalPackages: ['doorward', 'doorward-wasm'] }
  : { turbopack: { root }, outputFileTracingRoot: root, output: 'standalone' }
