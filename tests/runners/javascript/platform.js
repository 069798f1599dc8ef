// Where npm put the binaries of Deno and Bun. The install scripts of their packages move the files. A script may not have run, so
// both places are tried.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const MODULES = fileURLToPath(new URL('node_modules/', import.meta.url))
const { platform, arch } = process
const cpu = arch === 'arm64' ? 'aarch64' : arch

const CANDIDATES = {
  deno: [`@deno/${platform}-${arch}-glibc/deno`, `@deno/${platform}-${arch}/deno`, 'deno/deno'],
  bun: [`@oven/bun-${platform}-${cpu}/bin/bun`, 'bun/bin/bun.exe'],
}

export function binary(runtime) {
  const found = CANDIDATES[runtime].map((path) => MODULES + path).find((path) => existsSync(path))
  if (found === undefined) throw new Error(`${runtime} is not installed for ${platform} ${arch}`)
  return found
}

// Runs a program in the runtime and ends with its status.
export function runIn(runtime, args) {
  const cwd = fileURLToPath(new URL('.', import.meta.url))
  const { status, error } = spawnSync(binary(runtime), args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
  if (error) throw error
  process.exitCode = status ?? 1
}
