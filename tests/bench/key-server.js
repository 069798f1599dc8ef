// A key server on loopback that signs, rotates and fails on command. Each peer has one of its own, so that its fetches are counted.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'

export const AUDIENCE = 'https://api.example.com'
// Different tokens in turn, so that no cache of verdicts does the work.
const TOKENS = 200
const TOKEN_SECONDS = 3600

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

export class KeyServer {
  #server = createServer((_request, response) => this.#answer(response))
  #keys = []
  #hanging = new Set()
  /** `up`, `503`, or `hang`, which accepts connections and does not answer. */
  #state = 'up'
  /** How often the key set was fetched. */
  fetches = 0

  async start() {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    this.issuer = `http://127.0.0.1:${this.#server.address().port}`
    this.jwksUri = `${this.issuer}/jwks.json`
  }

  stop() {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  become(state) {
    this.#state = state
    // A server that comes back does not know the connections of before.
    for (const response of this.#hanging) response.destroy()
    this.#hanging.clear()
  }

  /** Publishes a new key besides the others and returns its tokens. */
  publish(kid) {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.#keys.push({ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' })
    return Array.from({ length: TOKENS }, (_, number) => this.#token(kid, number, privateKey))
  }

  withdrawAllBut(kid) {
    this.#keys = this.#keys.filter((key) => key.kid === kid)
  }

  /** A token with a kid that no key has. Only a look for the key shows that it is bad. */
  forge() {
    const id = randomBytes(64)
    return `${this.#unsigned(id.toString('hex', 0, 12), 0)}.${id.toString('base64url')}`
  }

  #token(kid, number, key) {
    const input = this.#unsigned(kid, number)
    const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' })
    return `${input}.${signature.toString('base64url')}`
  }

  #unsigned(kid, number) {
    const iat = Math.floor(Date.now() / 1000)
    const claims = {
      iss: this.issuer,
      aud: AUDIENCE,
      sub: 'agent',
      client_id: 'agent',
      scope: 'billing:read',
      iat,
      exp: iat + TOKEN_SECONDS,
      jti: `${kid}-${number}`,
    }
    return `${encode({ alg: 'ES256', typ: 'at+jwt', kid })}.${encode(claims)}`
  }

  #answer(response) {
    this.fetches += 1
    if (this.#state === 'hang') return this.#hanging.add(response)
    if (this.#state === '503') return response.writeHead(503).end()
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: this.#keys }))
  }
}
