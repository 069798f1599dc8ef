// The vectors under doorward-wasm in Bun.
import { runIn } from './platform.js'

runIn('bun', ['run', 'node-wasm.js'])
