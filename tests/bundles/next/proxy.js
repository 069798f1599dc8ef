import * as doorward from 'doorward'
import { guard } from 'doorward-wasm/fetch'
import { NextResponse } from 'next/server'
import { answeredBy } from './answer.js'
import { policy } from '../programs/policy.js'

export const config = { matcher: ['/proxied', '/behind'] }
const answered = answeredBy(doorward)
const allowed = guard(new doorward.Verifier(policy), 'billing:read')

export async function proxy(request) {
  if (request.nextUrl.pathname === '/proxied') return answered(request)
  const caller = await allowed(request)
  return caller instanceof doorward.Principal ? NextResponse.next() : caller
}
