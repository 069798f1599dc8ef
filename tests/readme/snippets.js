// The programs of README.md, taken out as a reader would copy them.
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
const MARK = /<!-- snippet: (\w+) ([\w.]+) -->\n```\w+\n([\s\S]*?)```/g

const NAMED = 'https://auth.example.com/'

/** Writes each program into a folder of its own, `issuer` in the place of the one it names. */
export async function writeSnippets(issuer) {
  const readme = await readFile(`${root}README.md`, 'utf8')
  const folders = {}
  for (const [, name, file, program] of readme.matchAll(MARK)) {
    const folder = `${root}.build/readme/${name}/`
    await rm(folder, { recursive: true, force: true })
    await mkdir(folder, { recursive: true })
    await writeFile(folder + file, program.replaceAll(NAMED, issuer))
    if (!['first', 'fastapi'].includes(name)) {
      // The packed packages, as the examples have them installed.
      await symlink(`${root}examples/${name}/node_modules`, `${folder}node_modules`, 'dir')
    }
    folders[name] = folder
  }
  return folders
}

/** What the first program prints, as README.md shows it. */
export async function shownOutput() {
  const readme = await readFile(`${root}README.md`, 'utf8')
  return /```text\n([\s\S]*?)```/.exec(readme)[1]
}

/** The refusal that README.md shows: status, headers, body. */
export async function shownRefusal() {
  const readme = await readFile(`${root}README.md`, 'utf8')
  const [, text] = /```http\n([\s\S]*?)```/.exec(readme)
  const [head, body] = text.trimEnd().split('\n\n')
  const [status, ...headers] = head.split('\n')
  return {
    status: Number(status.split(' ')[1]),
    headers: headers.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    body,
  }
}
