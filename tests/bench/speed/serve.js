// Starts workerd as the conformance runners do, and bundles Workers as users do.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

export { serve } from '../../runners/javascript/serve.js'

const resolve = createRequire(import.meta.url)

export const workerd = resolve('workerd').default

// jsonwebtoken in wasm, which `make` builds.
const PEER = fileURLToPath(new URL('../../../.build/bench-wasm', import.meta.url))

/** Bundles worker.js of a folder into its dist/, together with the wasm modules. */
export function bundle(folder) {
  const options = ['--bundle', '--format=esm', '--conditions=workerd,worker,browser', '--outdir=dist']
  // The bench itself imports the wasm module too, to measure its start.
  const module = resolve.resolve('doorward-wasm').replace(/\/dist\/.*$/, '/dist/esm/glue')
  const assets = ['--loader:.wasm=copy', '--asset-names=[name]', `--alias:glue=${module}`, `--alias:peer=${PEER}`]
  execFileSync(resolve.resolve('esbuild/bin/esbuild'), ['worker.js', ...options, ...assets, '--log-level=warning'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}
