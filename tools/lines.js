// Fails when a hand-written file has more than 400 lines, because nobody takes in more. Documents are exempt, and so is what a
// program makes (vectors, locks, snapshots).
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const LINES_MAX = 400
const EXEMPT = [
  /\.md$/,
  /(^|\/)LICENSE-/,
  /(^|\/)(Cargo|package-lock)\.(lock|json)$/,
  /^tests\/vectors\/[^/]+\.json$/,
  /^tests\/api\//,
  /^tests\/tables\.json$/,
  /\.svg$/,
]

/** Those of `files` that are too long, with their lines. */
export function tooLong(root, files) {
  const lines = (file) => readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length
  return files
    .filter((file) => !EXEMPT.some((pattern) => pattern.test(file)) && existsSync(join(root, file)))
    .map((file) => ({ file, lines: lines(file) }))
    .filter((found) => found.lines > LINES_MAX)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  const found = tooLong(root, files.split('\0').filter(Boolean))
  for (const { file, lines } of found) console.error(`${file}: ${lines} lines, and ${LINES_MAX} are allowed`)
  if (found.length === 0) console.log(`No file has more than ${LINES_MAX} lines.`)
  process.exitCode = found.length === 0 ? 0 : 1
}
