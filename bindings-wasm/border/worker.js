import * as glue from 'glue/doorward_wasm_bg.js'
import compiled from 'glue/doorward_wasm_bg.wasm'

import { repeat, ways } from './ways.js'

const { exports } = new WebAssembly.Instance(compiled, { './doorward_wasm_bg.js': glue })
glue.__wbg_set_wasm(exports)
exports.__wbindgen_start()
let made

export default {
  async fetch(request) {
    const { sample, now, way, calls } = await request.json()
    made ??= ways(glue, sample, now)
    return new Response(String(repeat(made[way], calls)))
  },
}
