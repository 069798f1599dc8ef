// The vectors under doorward with its native engine.
import * as doorward from 'doorward'

import { readCases } from './cases.js'
import { print } from './print.js'
import { verdicts } from './verdict.js'

await print(await verdicts(doorward, readCases(), 'native'))
