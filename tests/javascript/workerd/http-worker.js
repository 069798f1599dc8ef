// Runs in workerd: answers the vectors of HTTP by the guard for fetch.
import * as api from 'doorward-wasm'
import { guard } from 'doorward-wasm/fetch'

import file from '../../vectors/http.json'
import { fetchHandler } from '../frameworks/fetch-handler.js'
import { readVectors, routesOf } from '../http-vectors.js'

const handler = fetchHandler(routesOf(readVectors(file), api, guard))

export default { fetch: (request, _env, context) => handler(request, context) }
