// The public API as text, compared with what was accepted in tests/api/: so no name changes unnoticed.
//
//   node tools/api.js python node wasm rust [--update]
//
// Needs PYTHON (any 3.11 or later), and the TypeScript compiler of bindings-wasm.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { printed as printedRust } from './api/rust.js'
import { printed as printedTypes } from './api/typescript.js'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const BUILT = join(ROOT, '.build/api')
const ACCEPTED = join(ROOT, 'tests/api')
const TSC = join(ROOT, 'bindings-wasm/node_modules/typescript/bin/tsc')
const WASM = join(BUILT, 'wasm')
const NODE = join(BUILT, 'node')

const run = (command, args, options = {}) =>
  execFileSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  })

/** Declarations alone: what the sources say, without the wasm module and its glue. */
function declare(project, out) {
  rmSync(out, { recursive: true, force: true })
  const only = ['--declaration', '--emitDeclarationOnly', '--noCheck']
  const { stdout } = spawnSync(process.execPath, [TSC, '-p', join(ROOT, project), ...only, '--outDir', out], {
    encoding: 'utf8',
  })
  if (!existsSync(join(out, 'index.d.ts'))) throw new Error(`${project}: no declarations\n${stdout}`)
}

const PRINTED = {
  python: { file: 'python.pyi', print: () => run(process.env.PYTHON ?? 'python3', ['tools/api/python.py']) },
  wasm: {
    file: 'wasm.d.ts',
    print() {
      declare('bindings-wasm/tsconfig.cjs.json', WASM)
      const entry = (name) => join(WASM, `${name}.d.ts`)
      const entries = {
        'doorward-wasm': entry('index'),
        'doorward-wasm/fetch': entry('fetch'),
        'doorward-wasm/hono': entry('hono'),
      }
      return printedTypes(entries, { 'doorward-wasm': WASM })
    },
  },
  node: {
    file: 'node.d.ts',
    print() {
      declare('bindings-wasm/tsconfig.cjs.json', WASM)
      declare('bindings-node/tsconfig.json', NODE)
      const entry = (name) => join(NODE, `${name}.d.ts`)
      const entries = {
        doorward: entry('index'),
        'doorward/express': entry('express'),
        'doorward/express/global': entry('express-global'),
        'doorward/fastify': entry('fastify'),
        'doorward/koa': entry('koa'),
        'doorward/lambda': entry('lambda'),
        'doorward/nestjs': entry('nestjs'),
      }
      return printedTypes(entries, { 'doorward-wasm': WASM })
    },
  },
  rust: {
    file: 'rust.txt',
    print() {
      const { target_directory: target } = JSON.parse(run('cargo', ['metadata', '--format-version', '1', '--no-deps']))
      const asked = ['rustdoc', '--quiet', '--locked', '-p', 'doorward', '--lib', '--features', 'issue']
      const env = { ...process.env, RUSTDOC: join(ROOT, 'tools/api/rustdoc.sh') }
      run('cargo', [...asked, '--', '-Z', 'unstable-options', '--output-format', 'json', '--cap-lints', 'allow'], {
        env,
      })
      return printedRust(JSON.parse(readFileSync(join(target, 'doc/doorward.json'), 'utf8')))
    },
  },
}

function compare(name, update) {
  const { file, print } = PRINTED[name]
  const text = print()
  const accepted = join(ACCEPTED, file)
  if (update) {
    mkdirSync(ACCEPTED, { recursive: true })
    writeFileSync(accepted, text)
    return true
  }
  if (existsSync(accepted) && readFileSync(accepted, 'utf8') === text) return true
  const now = join(BUILT, file)
  writeFileSync(now, text)
  const asked = ['diff', '--no-index', '--no-color', '--unified=0', accepted, now]
  const { stdout } = spawnSync('git', asked, { encoding: 'utf8' })
  console.error(`The public API is not that of tests/api/${file}:`)
  console.error(
    stdout
      .split('\n')
      .filter((line) => /^[-+](?![-+])/.test(line))
      .join('\n'),
  )
  return false
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { update: { type: 'boolean' } } })
const unknown = positionals.filter((name) => !(name in PRINTED))
if (positionals.length === 0 || unknown.length > 0)
  throw new Error(`usage: node tools/api.js ${Object.keys(PRINTED).join(' ')} [--update]`)
mkdirSync(BUILT, { recursive: true })
const changed = positionals.filter((name) => !compare(name, values.update))
if (changed.length > 0) {
  console.error('If it is meant: make api UPDATE=1, and a line in CHANGELOG.md.')
  process.exitCode = 1
} else {
  console.log(`The public API of ${positionals.join(', ')} is as ${values.update ? 'accepted now' : 'accepted'}.`)
}
