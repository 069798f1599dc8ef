// workerd as the conformance runners start it, and bundles as users of it make them.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'

export { serve } from '../../runners/javascript/serve.js'

const resolve = createRequire(import.meta.url)

export const workerd = resolve('workerd').default

/** Bundles worker.js of a folder into its dist/, doorward.wasm beside it. */
export function bundle(folder) {
  const options = ['--bundle', '--format=esm', '--conditions=workerd,worker,browser', '--outdir=dist']
  // The wasm module is imported by the bench itself too, to weigh it.
  const module = resolve.resolve('doorward-wasm').replace(/\/dist\/.*$/, '/dist/esm/glue')
  const assets = ['--loader:.wasm=copy', '--asset-names=doorward', `--alias:glue=${module}`, '--log-level=warning']
  execFileSync(resolve.resolve('esbuild/bin/esbuild'), ['worker.js', ...options, ...assets], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}
