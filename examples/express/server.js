// A billing API that agents call: Express, guarded by Doorward.
import express from 'express'
import { MemoryApiKeyStore, Verifier } from 'doorward'
import { guard } from 'doorward/express'

const { AUTH_ISSUER, AUTH_AUDIENCE, API_KEYS = '[]', PORT = '3000' } = process.env

const verifier = new Verifier({
  issuers: [{
    issuer: AUTH_ISSUER,
    audience: AUTH_AUDIENCE,
    algorithms: ['ES256', 'RS256'],
    profile: 'rfc9068',
  }],
  // A service with more than a few keys puts a store of its own here: any object with `find`.
  apiKeys: new MemoryApiKeyStore(JSON.parse(API_KEYS)),
  realm: 'billing',
})

const app = express()

app.get('/v1/billing/balance', guard(verifier, 'billing:read'), (req, res) => {
  res.json({ agent: req.auth.clientId })
})

const server = app.listen(Number(PORT), '127.0.0.1', (error) => {
  if (error) throw error
  console.log(`listening on http://127.0.0.1:${server.address().port}`)
})
