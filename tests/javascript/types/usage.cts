// The same packages from CommonJS.
import doorward = require('doorward')
import express = require('doorward/express')
import edge = require('doorward-wasm')
import fetchGuards = require('doorward-wasm/fetch')

const verifier: doorward.Verifier = new doorward.Verifier({ apiKeys: new doorward.MemoryApiKeyStore() })
const engine: 'native' | 'wasm' = doorward.engine

export const guards = [
  express.guard(verifier),
  fetchGuards.guard(new edge.Verifier({ apiKeys: new edge.MemoryApiKeyStore() }), edge.allOf(engine)),
]

// @ts-expect-error there is no default export
export const nothing = doorward.default
