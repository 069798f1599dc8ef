// workerd as the conformance runners start it, and bundles as users of it make them.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

export { serve } from '../../runners/javascript/serve.js'

const resolve = createRequire(import.meta.url)

export const workerd = resolve('workerd').default

// jsonwebtoken in wasm, as `make` has built it.
const PEER = fileURLToPath(new URL('../../../.build/bench-wasm', import.meta.url))

/** Bundles worker.js of a folder into its dist/, the modules beside it. */
export function bundle(folder) {
  const options = ['--bundle', '--format=esm', '--conditions=workerd,worker,browser', '--outdir=dist']
  // The wasm module is imported by the bench itself too, to weigh it.
  const module = resolve.resolve('doorward-wasm').replace(/\/dist\/.*$/, '/dist/esm/glue')
  const assets = ['--loader:.wasm=copy', '--asset-names=[name]', `--alias:glue=${module}`, `--alias:peer=${PEER}`]
  execFileSync(resolve.resolve('esbuild/bin/esbuild'), ['worker.js', ...options, ...assets, '--log-level=warning'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}
