// Builds the binary of this machine's platform and makes its npm package under npm/, as @napi-rs/cli
// lays them out: doorward-<platform>, with the binary and a package.json that says where it fits.
//
//   node build/native.js [--profile=quick]    a profile of Cargo.toml; as published it is `release`
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const WORKSPACE = join(PACKAGE, '..')
const { profile } = parseArgs({ options: { profile: { type: 'string', default: 'release' } } }).values

const LICENSES = ['LICENSE-MIT', 'LICENSE-APACHE']
const LIBRARY = { linux: 'libdoorward_node.so', darwin: 'libdoorward_node.dylib', win32: 'doorward_node.dll' }

function platform() {
  const { platform: os, arch: cpu } = process
  if (os === 'win32') return { name: `win32-${cpu}-msvc`, os, cpu }
  if (os !== 'linux') return { name: `${os}-${cpu}`, os, cpu }
  const libc = process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'gnu'
  return { name: `linux-${cpu}-${libc}`, os, cpu, libc: libc === 'gnu' ? 'glibc' : 'musl' }
}

const cargo = ['build', '--quiet', '-p', 'doorward-node', '--profile', profile]
execFileSync('cargo', cargo, { cwd: PACKAGE, stdio: ['ignore', 'inherit', 'inherit'] })
const metadata = ['metadata', '--format-version', '1', '--no-deps']
const { target_directory: target } = JSON.parse(execFileSync('cargo', metadata, { cwd: PACKAGE, maxBuffer: 1 << 26 }))

const { name, os, cpu, libc } = platform()
const { version, license, author, engines } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'))
const binary = `doorward.${name}.node`
const folder = join(PACKAGE, 'npm', name)
mkdirSync(folder, { recursive: true })
copyFileSync(join(target, profile, LIBRARY[os]), join(folder, binary))
for (const file of LICENSES) copyFileSync(join(WORKSPACE, file), join(folder, file))
const manifest = {
  name: `doorward-${name}`,
  version,
  description: `The native engine of doorward for ${name}`,
  license,
  author,
  engines,
  type: 'commonjs',
  os: [os],
  cpu: [cpu],
  ...(libc === undefined ? {} : { libc: [libc] }),
  main: binary,
  files: [binary, ...LICENSES],
}
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
writeFileSync(
  join(folder, 'README.md'),
  `# doorward-${name}\n\nThe native engine of \`doorward\` for ${name}. Install \`doorward\`.\n`,
)
console.log(`${binary}: ${statSync(join(folder, binary)).size} bytes`)
