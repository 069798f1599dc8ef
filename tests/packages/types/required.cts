// The entries from CommonJS, where the declarations are those of `require`.
import doorward = require('doorward')
import express = require('doorward/express')
import fastify = require('doorward/fastify')
import koa = require('doorward/koa')
import lambda = require('doorward/lambda')
import nestjs = require('doorward/nestjs')
import wasm = require('doorward-wasm')
import fetchGuards = require('doorward-wasm/fetch')
import honoGuards = require('doorward-wasm/hono')
import webcrypto = require('doorward-wasm/webcrypto')

const policy: doorward.Policy = { issuers: [{ preset: 'auth0', domain: 'tenant.eu.auth0.com', audience: 'b' }] }

export const guards = [
  express.guard(new doorward.Verifier(policy), 'billing:read'),
  fastify.guard(new doorward.Verifier(policy), 'billing:read'),
  koa.guard(new doorward.Verifier(policy), 'billing:read'),
  lambda.guard(new doorward.Verifier(policy), 'billing:read'),
  nestjs.guard(new doorward.Verifier(policy), 'billing:read'),
  fetchGuards.guard(new wasm.Verifier(policy), wasm.allOf('a', 'b')),
  honoGuards.guard(new webcrypto.Verifier(policy)),
]
