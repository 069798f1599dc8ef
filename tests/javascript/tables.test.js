// The tables of the host are those of the core, which stand in tests/tables.json.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

import { Key, Verifier } from 'doorward'
import { CATEGORIES, CONFIG_ERROR_CODES, memberNames, policyParts, REFUSAL_CODES } from 'doorward-wasm/internal/host'

import { policy, token } from './fixture.js'

const tables = JSON.parse(readFileSync(new URL('../tables.json', import.meta.url), 'utf8'))
const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
const sorted = (names) => [...names].sort()

test('ErrorCode has every code of the core, and no other', () => {
  assert.deepEqual(sorted(REFUSAL_CODES), sorted(tables.codes.map(({ code }) => code)))
  assert.deepEqual(sorted(CONFIG_ERROR_CODES), sorted(tables.config_codes))
})

test('Category has every category of the core, and that of constructors', () => {
  assert.deepEqual(sorted(CATEGORIES), sorted([...tables.categories, 'misconfigured']))
})

test('an error has the category of its code', async () => {
  const verifier = new Verifier(policy())
  const categories = Object.fromEntries(tables.codes.map(({ code, category }) => [code, category]))
  const credentials = { malformed_token: 'x', malformed_api_key: 'sk_agent_x', expired: token({}, 1_000_000_000) }
  for (const [code, credential] of Object.entries(credentials)) {
    const error = await new Verifier(policy({ apiKeys: { find: () => null } }))
      .verify(credential)
      .catch((thrown) => thrown)
    assert.deepEqual([error.code, error.category], [code, categories[code]])
  }
  const missing = await verifier.authenticate({ url: '/', headers: [] }).catch((thrown) => thrown)
  assert.deepEqual([missing.code, missing.category], ['missing_credentials', 'missing_credentials'])
  assert.throws(() => new Verifier({}), { code: 'invalid_policy', category: 'misconfigured' })
})

test('each table of member names has the members of its group, and no other', () => {
  const { POLICY, ISSUER, API_KEYS, KEY_REFRESH, TOKEN_CACHE, SCOPES, SCOPE_CLAIM, PLACE, RESOURCE } = memberNames
  const groups = {
    policy: POLICY,
    issuer: ISSUER,
    api_keys: API_KEYS,
    key_refresh: KEY_REFRESH,
    token_cache: TOKEN_CACHE,
    scopes: SCOPES,
    scope_claim: SCOPE_CLAIM,
    place: PLACE,
    resource: RESOURCE,
  }
  for (const [group, names] of Object.entries(groups)) {
    assert.deepEqual(sorted(Object.values(names)), sorted(tables.members[group]), group)
    assert.deepEqual(Object.keys(names), Object.values(names).map(camel), group)
  }
  // Key and `peppers` write the other groups.
  assert.deepEqual(sorted([...Object.keys(groups), 'pem', 'secret', 'pepper']), sorted(Object.keys(tables.members)))
})

test('every preset is there, with its parameters', () => {
  assert.deepEqual(sorted(Object.keys(memberNames.PRESETS)), sorted(Object.keys(tables.presets)))
  for (const [preset, names] of Object.entries(memberNames.PRESETS)) {
    assert.deepEqual(sorted(Object.values(names)), sorted(tables.presets[preset]), preset)
    assert.deepEqual(Object.keys(names), Object.values(names).map(camel), preset)
  }
})

test('keys and peppers are written with the members that the core reads', () => {
  const bytes = new Uint8Array(32)
  const options = { kid: 'k', algorithm: 'HS256', notAfter: 1 }
  const keys = [Key.pem('text', options), Key.secret(bytes, options)]
  const apiKeys = { store: { find: () => null }, peppers: { p1: bytes } }
  const written = JSON.parse(policyParts({ issuers: [{ keys }], apiKeys }).json)
  const [pem, secret] = written.issuers[0].keys
  const [pepper] = written.api_keys.peppers
  for (const [group, value] of Object.entries({ pem, secret, pepper }))
    assert.deepEqual(sorted(Object.keys(value)), sorted(tables.members[group]), group)
})
