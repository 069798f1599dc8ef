// Runs in workerd: decides the vectors that it gets, where WebCrypto checks every signature of a public key.
import * as doorward from 'doorward-wasm/webcrypto'

import { verdicts } from './verdict.js'

export default {
  async fetch(request) {
    try {
      return new Response(await verdicts(doorward, await request.json(), 'wasm', { signaturesByHost: true }))
    } catch (error) {
      return new Response(error.stack ?? String(error), { status: 500 })
    }
  },
}
