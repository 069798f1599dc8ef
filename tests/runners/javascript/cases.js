// The vectors, as every runner reads them.
import { readdirSync, readFileSync } from 'node:fs'

import { canonical } from './canonical.js'

const FOLDER = new URL('../../vectors/', import.meta.url)

// Every vector with the text of its policy, by file name, then in the order of the file.
export function readCases() {
  const names = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .sort()
  return names.flatMap((name) => {
    const { policies = {}, fetches, cases = [] } = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'))
    return cases.map((body) => {
      const policy = typeof body.policy === 'string' ? policies[body.policy] : body.policy
      const network = fetches || body.fetches ? { ...fetches, ...body.fetches } : undefined
      // Sorted as in the Rust runner, because the order decides which fault of a policy comes first.
      return { ...body, policy: canonical(policy), fetches: network }
    })
  })
}
