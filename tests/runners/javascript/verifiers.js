// The verifier of a vector, with its API keys and its network. It runs in every runtime, so it imports nothing of Node.
const RECORD = {
  id: 'id',
  agent_id: 'agentId',
  scopes: 'scopes',
  tier: 'tier',
  created_at: 'createdAt',
  expires_at: 'expiresAt',
  status: 'status',
  digest: 'digest',
  pepper_id: 'pepperId',
  replaced_by: 'replacedBy',
  overlap_until: 'overlapUntil',
  metadata: 'metadata',
}

// The vectors make stores and key servers fail.
const SILENT = { warn() {} }

// Statuses whose response has no body (Fetch Standard §2.2.3).
const BODYLESS = [204, 205, 304]

// A string, or `{"prefix", "repeat", "times", "suffix"}` for a long one.
export function text(value) {
  if (typeof value !== 'object' || value === null) return value
  return `${value.prefix ?? ''}${(value.repeat ?? '').repeat(value.times)}${value.suffix ?? ''}`
}

function camelCased(record) {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [RECORD[name] ?? name, value]))
}

function syncStore(api, { api_keys: records }) {
  if (records === 'unavailable') {
    return {
      find() {
        throw new Error('the store is down')
      },
    }
  }
  return new api.MemoryApiKeyStore((records ?? []).map(camelCased))
}

// The same records, by promises.
function asyncStore(store) {
  return {
    async find(lookup) {
      await Promise.resolve()
      return store.find(lookup)
    },
  }
}

// Answers fetches from the table of a vector; undefined where nothing is fetched.
function tableFetch({ fetches }) {
  if (fetches === undefined) return undefined
  return async (input) => {
    await Promise.resolve()
    const found = fetches[typeof input === 'string' ? input : (input.url ?? input.href)] ?? 'unavailable'
    if (found === 'unavailable') throw new TypeError('fetch failed')
    const { status, headers, body } = found
    // Bytes, because a string would get a Content-Type that the vector does not name.
    const bytes = BODYLESS.includes(status) ? null : new TextEncoder().encode(text(body))
    return new Response(bytes, { status, headers })
  }
}

/** A verifier whose store and key servers answer later. */
export function asyncVerifier(api, item) {
  const fetch = tableFetch(item)
  return api.Verifier.fromPolicyJson(item.policy, {
    apiKeyStore: asyncStore(syncStore(api, item)),
    logger: SILENT,
    ...(fetch && { fetch }),
  })
}

/** A verifier whose store answers at once. It fetches nothing. */
export function syncVerifier(api, item) {
  return api.Verifier.fromPolicyJson(item.policy, { apiKeyStore: syncStore(api, item), logger: SILENT })
}
