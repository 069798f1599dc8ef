// The vectors under doorward-wasm in Deno.
import { runIn } from './platform.js'

runIn('deno', ['run', '--quiet', '--no-prompt', '--no-remote', '--allow-read=../../vectors', 'node-wasm.js'])
