// A server of Node's. The guard for Express needs no Express.
import { createServer } from 'node:http'
import { engine, Verifier } from 'doorward'
import { guard } from 'doorward/express'
import { policy } from './policy.js'

// Two verifiers, because a process says only once that it falls back.
const [, verifier] = [new Verifier(policy), new Verifier(policy)]
const allowed = guard(verifier, 'billing:read')

const server = createServer((request, response) => {
  allowed(request, response, (error) => {
    if (error) throw error
    response.end(JSON.stringify({ engine, caller: request.auth.clientId }))
  })
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`))
