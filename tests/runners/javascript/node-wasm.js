// The vectors with doorward-wasm, in the runtime that starts this file: Node, Deno, Bun.
import * as doorward from 'doorward-wasm'

import { readCases } from './cases.js'
import { print } from './print.js'
import { verdicts } from './verdict.js'

await print(await verdicts(doorward, readCases(), 'wasm'))
