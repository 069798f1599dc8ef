// jose and fast-jwt, each told what the policy says as its own documentation shows it.
import { createVerifier, TokenError } from 'fast-jwt'
import buildGetJwks from 'get-jwks'
import { createLocalJWKSet, errors, jwtVerify } from 'jose'

import { expressBearer } from './express.mjs'
import { bareKey, imported, known, NAMES, pem, remembered, secretOf, verdict, versioned } from './policy.mjs'
import { keyServer } from './servers.mjs'

function jose() {
  const keySet = remembered((jwks) => createLocalJWKSet(jwks))
  const check = async ({ token, now, policy }) => {
    known(policy, [...NAMES, 'EdDSA', 'Ed25519'])
    await jwtVerify(token, secretOf(policy) ?? imported(bareKey(policy)) ?? keySet(policy.jwks), {
      issuer: policy.issuer,
      audience: policy.audience,
      algorithms: policy.algorithms,
      clockTolerance: policy.leeway,
      currentDate: new Date(now * 1000),
      requiredClaims: ['exp', ...policy.required],
      ...(policy.atJwt ? { typ: 'at+jwt' } : {}),
      ...(policy.maxAge === null ? {} : { maxTokenAge: policy.maxAge }),
    })
  }
  const own = (error) => error instanceof errors.JOSEError
  return { name: versioned('jose'), ask: (one) => verdict(() => check(one), own) }
}

async function fastJwt() {
  const server = await keyServer()
  const getJwks = buildGetJwks({ max: 10_000 })
  // Not by getPublicKey, which makes no PEM of an Ed25519 key.
  const keyOf =
    (domain) =>
    async ({ header: { kid, alg } }) =>
      pem(await getJwks.getJwk({ kid, alg, domain }))
  const check = async ({ token, now, policy }) => {
    known(policy, [...NAMES, 'EdDSA'])
    const verify = createVerifier({
      key: secretOf(policy) ?? pem(bareKey(policy)) ?? keyOf(server.base(policy.jwks)),
      algorithms: policy.algorithms,
      allowedIss: policy.issuer,
      allowedAud: policy.audience,
      clockTolerance: policy.leeway * 1000,
      clockTimestamp: now * 1000,
      requiredClaims: ['exp', 'iss', 'aud', ...policy.required],
      ...(policy.atJwt ? { checkTyp: 'at+jwt' } : {}),
      ...(policy.maxAge === null ? {} : { maxAge: policy.maxAge * 1000 }),
    })
    await verify(token)
  }
  const name = `${versioned('fast-jwt')}, ${versioned('get-jwks')}`
  const own = (error) => error instanceof TokenError
  return { name, close: server.close, ask: (one) => verdict(() => check(one), own) }
}

export const peers = async () => [jose(), await fastJwt(), await expressBearer()]
