// Where no binary can be loaded at all: Workers and browsers.
export * from 'doorward-wasm'
