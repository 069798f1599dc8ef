import * as doorward from 'doorward-wasm'
import { answeredBy } from '../../answer.js'

export const GET = answeredBy(doorward)
