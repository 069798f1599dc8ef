// The table as an SVG picture, for README.md: `PICTURE=docs/demo.svg make demo` draws it from what was answered.
import { writeFileSync } from 'node:fs'

const LINE = 20
const LETTER = 7.25
const GAP = 24
const COLOURS = { paper: '#0d1117', ink: '#e6edf3', dim: '#8b949e', good: '#3fb950', bad: '#f85149', title: '#79c0ff' }

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Writes the rows of one list of requests. */
export function writePicture(path, runtimes, rows) {
  const heads = ['request', 'expected', ...runtimes]
  const cells = rows.map(({ item, answers }) => [item.name, item.expected, ...runtimes.map((name) => answers[name].cell)])
  const widths = heads.map((head, column) => Math.max(head.length, ...cells.map((row) => row[column].length)))
  const lefts = [GAP + 2 * LETTER]
  for (const width of widths) lefts.push(lefts.at(-1) + width * LETTER + GAP)
  const width = Math.ceil(lefts.at(-1))
  const height = (rows.length + 4) * LINE
  const text = (column, line, colour, content) =>
    `<text x="${lefts[column]}" y="${line * LINE}" fill="${colour}">${escaped(content)}</text>`

  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12">`,
    `<title>${rows.length} requests, each sent to ${runtimes.join(', ')}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${COLOURS.paper}"/>`,
    ...heads.map((head, column) => text(column, 1.7, COLOURS.title, head)),
  ]
  for (const [index, row] of cells.entries()) {
    const line = index + 3
    const right = rows[index].faults.length === 0
    lines.push(`<text x="${GAP - 4}" y="${line * LINE}" fill="${right ? COLOURS.good : COLOURS.bad}">${right ? '✓' : '✗'}</text>`)
    for (const [column, content] of row.entries()) {
      const answer = column > 1 ? (content === row[1] ? COLOURS.good : COLOURS.bad) : undefined
      lines.push(text(column, line, answer ?? (column === 0 ? COLOURS.ink : COLOURS.dim), content))
    }
  }
  writeFileSync(path, `${lines.join('\n')}\n</svg>\n`)
}
