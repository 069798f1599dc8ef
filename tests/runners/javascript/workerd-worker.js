// Runs in workerd: decides the vectors that it gets.
import * as doorward from 'doorward-wasm'

import { verdicts } from './verdict.js'

export default {
  async fetch(request) {
    try {
      return new Response(await verdicts(doorward, await request.json(), 'wasm'))
    } catch (error) {
      return new Response(error.stack ?? String(error), { status: 500 })
    }
  },
}
