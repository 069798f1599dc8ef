import * as doorward from 'doorward'
import { answeredBy } from '../../answer.js'

export const GET = answeredBy(doorward)
