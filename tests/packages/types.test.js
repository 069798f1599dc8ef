// Programs in TypeScript against the packed packages, checked completely under every way to resolve modules.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const require = createRequire(import.meta.url)
const compiler = (name) => join(dirname(require.resolve(`${name}/package.json`)), 'bin/tsc')

// The current compiler no longer knows node10 and node16.
const RESOLUTIONS = {
  node10: [compiler('typescript5'), '--module', 'commonjs', '--moduleResolution', 'node10'],
  node16: [compiler('typescript5'), '--module', 'node16'],
  nodenext: [compiler('typescript'), '--module', 'nodenext'],
  bundler: [compiler('typescript'), '--module', 'esnext', '--moduleResolution', 'bundler'],
}
const STRICT = ['--strict', '--exactOptionalPropertyTypes', '--esModuleInterop', '--noEmit']
const PLATFORM = ['--target', 'ES2022', '--lib', 'ES2023,DOM,DOM.Iterable', '--types', 'node']
const PROGRAMS = {
  'entries.ts': 'every entry, and no type of Express is widened',
  'required.cts': 'every entry from CommonJS',
  'frameworks.ts': 'the other frameworks, with their own types',
  'global-auth.ts': 'an application that asks for the type of req.auth',
  'own-auth.ts': 'an application with its own Request.auth',
  'mcp.ts': 'the MCP SDK beside',
}

// The types of Koa do not compile by themselves.
const NOT_COMPLETELY = { 'frameworks.ts': ['--skipLibCheck', '--experimentalDecorators'] }

async function compiled(program, [tsc, ...options]) {
  const args = [
    tsc,
    ...options,
    ...STRICT,
    ...(NOT_COMPLETELY[program] ?? []),
    ...PLATFORM,
    join(HERE, 'types', program),
  ]
  const child = spawn(process.execPath, args, { cwd: HERE, stdio: ['ignore', 'pipe', 'inherit'] })
  let printed = ''
  child.stdout.on('data', (data) => {
    printed += data
  })
  await once(child, 'close')
  return printed
}

for (const [program, what] of Object.entries(PROGRAMS)) {
  describe(what, { concurrency: 2 }, () => {
    for (const [resolution, options] of Object.entries(RESOLUTIONS)) {
      // A file that is CommonJS by its name imports by `require`, which the other two do not allow.
      if (program.endsWith('.cts') && (resolution === 'node10' || resolution === 'bundler')) continue
      test(resolution, async () => assert.equal(await compiled(program, options), ''))
    }
  })
}

test('the programs leave no public entry out', () => {
  const entries = ['doorward', 'doorward-wasm'].flatMap((name) => {
    const { exports } = require(`${name}/package.json`)
    return Object.keys(exports)
      .filter((path) => path !== './package.json' && !path.startsWith('./internal/'))
      .map((path) => name + path.slice(1))
  })
  const text = Object.keys(PROGRAMS)
    .map((program) => readFileSync(join(HERE, 'types', program), 'utf8'))
    .join('')
  for (const entry of entries) assert.ok(text.includes(`'${entry}'`), entry)
})
