// Whether a row became slower, and the table of all of them.

/** So much may a row be slower, whichever is more: as much as two builds of the same sources differ. */
export const SHARE_ALLOWED = 0.03
const MICROSECONDS_ALLOWED = 0.1

export function isSlower(before, now) {
  const more = now - before
  return more > before * SHARE_ALLOWED && more > MICROSECONDS_ALLOWED
}

const key = ({ algorithm, kind }, { name }) => `${algorithm}, ${kind}: ${name}`

/** The least figure of each row over several runs of a part. Peers are none of our business; floors are nobody's. */
export function least(runs) {
  const rows = new Map()
  for (const { tables } of runs) {
    for (const table of tables) {
      for (const row of table.rows.filter(({ role }) => role !== 'peer')) {
        const known = rows.get(key(table, row))?.min ?? Number.POSITIVE_INFINITY
        // workerd is timed from outside, less what a request takes: on a busy machine nothing is left of a short row.
        const min = row.min > 0 ? Math.min(known, row.min) : known
        if (min !== Number.POSITIVE_INFINITY) rows.set(key(table, row), { role: row.role, min })
      }
    }
  }
  return rows
}

/** The rows of one part, those that only one side has without the other's figure. */
export function compared(before, now) {
  const [old, fresh] = [least(before), least(now)]
  return [...new Set([...old.keys(), ...fresh.keys()])].map((name) => {
    const [a, b] = [old.get(name), fresh.get(name)]
    // What we did not write tells how much the machine alone makes of a difference.
    const control = (a ?? b).role === 'floor'
    const slower = !control && a !== undefined && b !== undefined && isSlower(a.min, b.min)
    return { name, before: a?.min, now: b?.min, control, slower }
  })
}

/** By what share of it the controls moved at most, either way; it would be nothing on a machine that is left alone. */
export function moved(rows) {
  const both = rows.filter(({ control, before, now }) => control && before !== undefined && now !== undefined)
  return Math.max(0, ...both.map(({ before, now }) => Math.abs(now / before - 1)))
}

const signed = (value, digits) => `${value < 0 ? '' : '+'}${value.toFixed(digits)}`

function cells({ name, before, now, control, slower }) {
  const figure = (value) => (value === undefined ? '-' : value.toFixed(3))
  const both = before !== undefined && now !== undefined
  const share = both ? `${signed((now / before - 1) * 100, 1)} %` : ''
  const verdict = slower ? 'SLOWER' : control ? '(control)' : both ? '' : 'not compared'
  return [name, figure(before), figure(now), share, both ? signed(now - before, 3) : '', verdict]
}

/** The table of one part as text. */
export function table(part, rows) {
  const all = [[part, 'before µs', 'now µs', 'change', 'µs', ''], ...rows.map(cells)]
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)))
  const padded = (text, column) => (column === 0 ? text.padEnd(widths[0]) : text.padStart(widths[column]))
  return all.map((row) => row.map(padded).join('  ').trimEnd()).join('\n')
}
