import * as doorward from 'doorward'
import { answeredBy } from './answer.js'

export const config = { matcher: '/proxied' }
export const proxy = answeredBy(doorward)
