// Its module is a file beside the package, which no bundle has.
export { engine } from 'doorward-wasm/webcrypto'
