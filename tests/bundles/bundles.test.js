// Bundles of each bundler, as modules and as CommonJS, decide where nothing is installed.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'

import {
  answersOfLambda,
  answersOfServer,
  assertDecided,
  assertFallbackSaidOnce,
  bundled,
  installBeside,
  start,
} from './bundle.js'
import { bundlers } from './bundlers.js'

const FORMS = [
  { source: 'import', format: 'esm' },
  { source: 'require', format: 'cjs' },
  { source: 'import', format: 'cjs' },
]

for (const bundler of Object.keys(bundlers)) {
  // ncc makes of modules a module.
  for (const form of bundler === 'ncc' ? FORMS.slice(0, 2) : FORMS) {
    describe(`${bundler}, ${form.source} to ${form.format}`, () => {
      test('a server falls back to wasm and says so once', async (t) => {
        const file = await bundled(t, bundler, { program: 'server', ...form })
        const { answers, said } = await answersOfServer(t, file, {})
        assertDecided(answers, 'wasm')
        assertFallbackSaidOnce(said)
      })

      test('a handler of Lambda falls back to wasm and says so once', async (t) => {
        const file = await bundled(t, bundler, { program: 'lambda', ...form })
        const { answers, said } = await answersOfLambda(t, file, form)
        assertDecided(answers, 'wasm')
        assertFallbackSaidOnce(said)
      })

      test('doorward-wasm has nothing to say', async (t) => {
        const file = await bundled(t, bundler, { program: 'lambda-wasm', ...form })
        const { answers, said } = await answersOfLambda(t, file, form)
        assertDecided(answers, 'wasm')
        assert.equal(said, '')
      })

      test('the line of the README keeps the binary', async (t) => {
        const file = await bundled(t, bundler, { program: 'server', ...form, external: true })
        installBeside(file)
        const { answers, said } = await answersOfServer(t, file, {})
        assertDecided(answers, 'native')
        assert.equal(said, '')
      })
    })
  }
}

for (const { format } of FORMS.slice(0, 2)) {
  test(`a bundle (${format}) that must have the binary fails and names the cure`, async (t) => {
    const form = { program: 'lambda', format }
    const file = await bundled(t, 'esbuild', form)
    const answers = answersOfLambda(t, file, { format, env: { DOORWARD_ENGINE: 'native' } })
    await assert.rejects(answers, /DOORWARD_ENGINE=native, but no native binary .* mark doorward as external/)
  })

  test(`a bundle (${format}) of the small module fails and names the cure`, async (t) => {
    const file = await bundled(t, 'esbuild', { program: 'lambda-webcrypto', format })
    const { printed, ended } = start(t, [file], {})
    assert.notEqual((await ended)[0], 0)
    assert.match(printed.err, /doorward-webcrypto\.wasm could not be read\. .* mark doorward-wasm as external/)
  })
}

test('Rollup without the condition node takes the same engine into doorward', async (t) => {
  const file = await bundled(t, 'rollup', { program: 'lambda', format: 'esm', exportConditions: [] })
  const { answers, said } = await answersOfLambda(t, file, { format: 'esm' })
  assertDecided(answers, 'wasm')
  assertFallbackSaidOnce(said)
})

test('Rollup without the condition node takes doorward-wasm for browsers, which says what is missing', async (t) => {
  const file = await bundled(t, 'rollup', { program: 'lambda-wasm', format: 'esm', exportConditions: [] })
  await assert.rejects(answersOfLambda(t, file, { format: 'esm' }), /a bundle for Node needs the export condition node/)
})

test('the README of doorward has the line for each bundler', () => {
  const lines = {
    esbuild: '`--external:doorward*`',
    webpack: "`externals: [/^doorward/], externalsType: 'node-commonjs'`",
    Rollup: '`external: [/^doorward/]`',
    ncc: '`--external doorward --external doorward/express`',
    Vite: "`ssr: { external: ['doorward', 'doorward-wasm'] }`",
    Next: "`serverExternalPackages: ['doorward', 'doorward-wasm']`",
  }
  const readme = readFileSync(new URL('../../bindings-node/README.md', import.meta.url), 'utf8')
  for (const [name, line] of Object.entries(lines)) assert.ok(readme.includes(`| ${name} | ${line}`), name)
})
