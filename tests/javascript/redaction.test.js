// Nothing that is printed, serialized or thrown shows a token, a key, an API key or a secret.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspect } from 'node:util'

import * as native from 'doorward'
import * as wasm from 'doorward-wasm'
import { guard } from 'doorward/express'

import { AUDIENCE, ISSUER, NOW, policy, token } from './fixture.js'

// Every way in which a value gets into a log. Hidden members and getters do not show by themselves.
function printed(value) {
  const options = { depth: Infinity }
  const json = () => {
    try {
      return JSON.stringify(value)
    } catch {
      return ''
    }
  }
  return [inspect(value), inspect(value, options), json(), String(value), `${value?.stack}`].join('\n')
}

function assertSilent(value, secrets, what) {
  const text = printed(value)
  for (const secret of secrets) assert.ok(!text.includes(secret), `${what} shows a secret:\n${text}`)
}

for (const api of [native, wasm]) {
  describe(`on the ${api.engine} engine`, () => {
    const bytes = new Uint8Array(Buffer.from('0123456789abcdefghijklmnopqrstuv'))
    const pepper = new Uint8Array(Buffer.from('pepperpepperpepperpepperpepper!!'))
    const forms = (raw) => [
      Buffer.from(raw).toString('base64url'),
      Buffer.from(raw).toString('hex'),
      Buffer.from(raw).toString(),
      [...raw].join(', '),
      JSON.stringify([...raw]).slice(1, -1),
    ]
    const { key, record } = api.createApiKey({ agentId: 'a', scopes: [] })
    const secrets = [...forms(bytes), ...forms(pepper), key, key.slice(22)]
    const store = new api.MemoryApiKeyStore([record])
    const secretKey = api.Key.secret(bytes, { algorithm: 'HS256' })
    const verifier = new api.Verifier({
      issuers: [{ issuer: ISSUER, audience: AUDIENCE, algorithms: ['HS256'], keys: secretKey }],
      apiKeys: { store, peppers: { p1: pepper } },
    })

    test('keys, verifiers, stores, guards, new API keys', () => {
      for (const [what, value] of Object.entries({
        secretKey,
        verifier,
        store,
        guard: guard(verifier),
        created: api.createApiKey({ agentId: 'a', scopes: [] }),
      })) {
        assertSilent(value, secrets, what)
      }
      const created = api.createApiKey({ agentId: 'a', scopes: [] })
      assertSilent(created, [created.key], 'a created key')
      assertSilent({ ...created }, [created.key], 'a copy of it')
    })

    test('the principal of an API key, and of a token', async () => {
      assertSilent(await verifier.verify(key), secrets, 'a principal')
      const text = token({ secretive: 'claim-nobody-logs' })
      const caller = new api.Verifier(policy()).verifySync(text, { now: NOW })
      assertSilent(caller, [text, ...text.split('.'), 'claim-nobody-logs'], 'a principal')
    })

    test('errors: every refusal and every fault of a policy', async () => {
      const text = token()
      const wrongSecret = `${key.slice(0, -10)}0000000000`
      const credentials = [text, `${text}x`, wrongSecret, `${key}0`, `x.${key}.y`, key.toUpperCase()]
      for (const credential of credentials) {
        const error = await verifier.verify(credential).catch((refused) => refused)
        assert.ok(error instanceof api.DoorwardError, credential)
        assertSilent(
          error,
          [...secrets, credential, ...credential.split('.').filter((part) => part.length > 12)],
          error.code,
        )
      }
      const faults = [
        { issuers: [{ issuer: ISSUER, audience: AUDIENCE, algorithms: ['HS512'], keys: secretKey }] },
        { issuers: [{ issuer: ISSUER, audience: AUDIENCE, algorithms: ['ES256'], keys: { pem: forms(bytes)[0] } }] },
        { apiKeys: { store, peppers: { p1: pepper.slice(0, 31) } } },
        { apiKeys: { store, peppers: { p1: forms(pepper)[0] } } },
        {
          issuers: [
            {
              issuer: ISSUER,
              audience: AUDIENCE,
              algorithms: ['HS256'],
              keys: { kty: 'oct', k: forms(bytes)[0].slice(0, 20) },
            },
          ],
        },
      ]
      for (const fault of faults) {
        assert.throws(
          () => new api.Verifier(fault),
          (error) => {
            assertSilent(error, [...secrets, forms(bytes)[0].slice(0, 20)], error.message)
            return error instanceof api.DoorwardError
          },
        )
      }
      assert.throws(
        () => api.Key.secret(forms(bytes)[0], { algorithm: 'HS256' }),
        (error) => {
          assertSilent(error, secrets, 'a TypeError')
          return error instanceof TypeError
        },
      )
      assert.throws(
        () => verifier.verifySync(Buffer.from(key)),
        (error) => {
          assertSilent(error, secrets, 'a TypeError')
          return true
        },
      )
    })
  })
}
