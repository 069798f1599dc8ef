import assert from 'node:assert/strict'
import { test } from 'node:test'

import { sums } from './callgrind.js'

// As callgrind writes it: a name once, then its number; the cost of a call on the line after it.
const SAMPLE = `# callgrind format
version: 1
positions: line
events: Ir

ob=(1) paths
fl=(1) ???
fn=(1) doorward::verifier::begin
10 100
+2 50
cob=(2) libc.so.6
cfn=(2) malloc
calls=3 *
* 900
cfn=(3) aws_lc_hmac
calls=1 20
* 5000
* 7

ob=(2)
fn=(2)
5 900

fn=(3)
0 5000

fn=(4) _RNvCs_5paths4main
1 13

fn=(5) base64_simd::multiversion::decode::avx2
1 40

fn=(6) _ZN6memchr4arch6x86_646memchr10memchr_raw9find_avx217hE
1 2
`

test('tells_rust_from_what_the_processor_picks_and_counts_a_callee_once', () => {
  assert.deepEqual(sums(SAMPLE), { rust: 170, elsewhere: 5942, allocations: 3 })
})
