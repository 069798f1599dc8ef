// The two figures of every table.

export function spread(samples) {
  const sorted = [...samples].sort((a, b) => a - b)
  return { min: sorted[0], median: sorted[sorted.length >> 1] }
}

/** One line of a table, in microseconds. */
export const row = ({ name, role }, samples) => ({ name, role, ...spread(samples) })

/** The value below which this share of the values lies. */
export function quantile(samples, share) {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
}
