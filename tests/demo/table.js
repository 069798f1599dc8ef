// A table with a row for each case and a column for each runtime. Faults of a row stand below it.
import { bold, dim, green, red } from './progress.js'

export function printTable(runtimes, rows) {
  const heads = ['case', 'expected', ...runtimes]
  const lines = rows.map(({ item, answers }) => [item.name, item.expected, ...runtimes.map((name) => answers[name].cell)])
  const widths = heads.map((head, column) => Math.max(head.length, ...lines.map((line) => line[column].length)))

  // Padded before it is coloured, because escape codes have no width on the screen.
  const row = (cells, colour) => cells.map((cell, column) => colour(cell.padEnd(widths[column]), column)).join('  ').trimEnd()
  console.log(`\n  ${row(heads, (text) => bold(text))}`)
  console.log(`  ${widths.map((width) => '-'.repeat(width)).join('  ')}`)
  for (const [index, { item, faults }] of rows.entries()) {
    const colour = (text, column) => {
      if (column === 0) return text
      if (column === 1) return dim(text)
      return text.trimEnd() === item.expected ? text : red(text)
    }
    console.log(`${faults.length ? red('✗') : green('✓')} ${row(lines[index], colour)}`)
  }
  printFaults(rows)
}

function printFaults(rows) {
  for (const { item, faults } of rows.filter(({ faults: found }) => found.length > 0)) {
    console.log(`\n${red('✗')} ${bold(item.name)}`)
    for (const fault of faults) console.log(`    ${fault}`)
  }
}

export function printVerdict(runtimes, rows) {
  const wrong = rows.filter(({ faults }) => faults.length > 0).length
  const compared = 'status, body and challenge'
  console.log(wrong === 0
    ? `\n${green('✓')} ${rows.length} cases: ${compared} equal in ${runtimes.join(', ')}, and as expected.`
    : `\n${red('✗')} ${wrong} of ${rows.length} cases differ between runtimes or from the expected.`)
  return wrong === 0
}
