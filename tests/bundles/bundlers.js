// How each bundler is called: as its documentation says for Node, with nothing said about our packages. `external` adds the line that
// the README of doorward has for it.
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { basename, dirname } from 'node:path'
import { promisify } from 'node:util'

import commonjs from '@rollup/plugin-commonjs'
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { build as esbuild } from 'esbuild'
import { rollup } from 'rollup'
import { build as vite } from 'vite'
import webpack from 'webpack'

const NCC = createRequire(import.meta.url).resolve('@vercel/ncc/dist/ncc/cli.js')

/** Each bundles `entry` to the file `out`, in the `format` `esm` or `cjs`, and returns the warnings. */
export const bundlers = {
  async esbuild({ entry, out, format, external }) {
    const { warnings } = await esbuild({
      entryPoints: [entry],
      outfile: out,
      bundle: true,
      platform: 'node',
      format,
      logLevel: 'silent',
      ...(external && { external: ['doorward*'] }),
    })
    return warnings.map(({ text }) => text)
  },

  async webpack({ entry, out, format, external }) {
    const esm = format === 'esm'
    const compiler = webpack({
      mode: 'production',
      target: 'node20',
      entry,
      output: { path: dirname(out), filename: basename(out), library: { type: esm ? 'module' : 'commonjs2' } },
      ...(esm && { experiments: { outputModule: true } }),
      ...(external && { externals: [/^doorward/], externalsType: 'node-commonjs' }),
    })
    const stats = await promisify(compiler.run.bind(compiler))()
    await promisify(compiler.close.bind(compiler))()
    const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true })
    if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'))
    return warnings.map(({ message }) => message)
  },

  async rollup({ entry, out, format, external, exportConditions = ['node'] }) {
    const warnings = []
    const bundle = await rollup({
      input: entry,
      plugins: [nodeResolve({ exportConditions, preferBuiltins: true }), commonjs()],
      onwarn: ({ message }) => warnings.push(message),
      ...(external && { external: [/^doorward/] }),
    })
    await bundle.write({ file: out, format })
    return warnings
  },

  async vite({ entry, out, format, external }) {
    const warnings = []
    await vite({
      configFile: false,
      root: dirname(entry),
      logLevel: 'silent',
      // Vite leaves packages out of bundles for a server unless it is told not to.
      ssr: { noExternal: true, ...(external && { external: ['doorward', 'doorward-wasm'] }) },
      build: {
        ssr: entry,
        outDir: dirname(out),
        rolldownOptions: {
          output: { format, entryFileNames: basename(out) },
          onwarn: ({ message }) => warnings.push(message),
        },
      },
    })
    return warnings
  },

  /** The form of the source is that of the bundle, and its name too. */
  async ncc({ entry, out, external }) {
    const left = external ? ['--external', 'doorward', '--external', 'doorward/express'] : []
    await promisify(execFile)(process.execPath, [NCC, 'build', entry, '--out', dirname(out), '--no-cache', ...left])
    return []
  },
}
