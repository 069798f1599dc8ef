// The processor time of the servers that this process has started, where the system shows it.
import { readFileSync } from 'node:fs'

const CHILDREN = `/proc/${process.pid}/task/${process.pid}/children`

/** In ticks of the system, user and kernel time; `NaN` where it is not known. */
export function serverTime() {
  try {
    const pids = readFileSync(CHILDREN, 'utf8').split(' ').filter(Boolean)
    return pids.map(ticks).reduce((sum, each) => sum + each, 0)
  } catch {
    return Number.NaN
  }
}

function ticks(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name of the program, in brackets, may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}
