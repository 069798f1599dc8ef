// The vectors under doorward-wasm, in whichever runtime this file is started: Node, Deno, Bun.
import * as doorward from 'doorward-wasm'

import { readCases } from './cases.js'
import { print } from './print.js'
import { verdicts } from './verdict.js'

await print(await verdicts(doorward, readCases(), 'wasm'))
