// The vectors with doorward-wasm in workerd, bundled as users bundle it, on loopback.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

import { readCases } from './cases.js'
import { print } from './print.js'
import { serve } from './serve.js'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const resolve = createRequire(import.meta.url)

// `workerd-webcrypto`: with the module that leaves signatures to the platform.
const name = process.argv[2] ?? 'workerd'
const BUNDLE = [`${name}-worker.js`, '--bundle', '--format=esm', '--conditions=workerd,worker,browser']
const ASSETS = ['--loader:.wasm=copy', '--asset-names=[name]', '--outdir=dist', '--log-level=warning']

execFileSync(resolve.resolve('esbuild/bin/esbuild'), [...BUNDLE, ...ASSETS], {
  cwd: HERE,
  stdio: ['ignore', 'inherit', 'inherit'],
})
await serve(resolve('workerd').default, `${name}.capnp`, HERE, async (origin) => {
  const response = await fetch(origin, { method: 'POST', body: JSON.stringify(readCases()) })
  const answer = await response.text()
  if (!response.ok) throw new Error(answer)
  await print(answer)
})
