// Small crates, written here, and what is said of each.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

import { faultsOf } from './circles.js'

function faults(files, order) {
  const folder = mkdtempSync(join(tmpdir(), 'doorward-circles-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, 'src', name)), { recursive: true })
      writeFileSync(join(folder, 'src', name), text)
    }
    return faultsOf(folder, order)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const found = (files, order) => faults(files, order).map((fault) => fault.split('\n')[0].trim())

test('files that use each other, by `use` and by a path in the code', () => {
  const files = {
    'lib.rs': 'mod a;\nmod b;',
    'a.rs': 'use crate::b::B;\npub struct A(B);',
    'b.rs': 'pub struct B;\nfn f() -> super::a::A { loop {} }',
  }
  const [fault, ...others] = faults(files)
  assert.deepEqual(others, [])
  assert.match(
    fault,
    /a circle of files\n {4}a\.rs uses b\.rs: crate::b::B \(.*a\.rs:1\)\n {4}b\.rs uses a\.rs: super::a::A \(.*b\.rs:2\)/,
  )
})

test('a way in one direction is none', () => {
  assert.deepEqual(
    found({
      'lib.rs': 'mod a;\nmod b;\npub use a::A;',
      'a.rs': 'use crate::b::B;\npub struct A(B);',
      'b.rs': 'pub struct B;',
    }),
    [],
  )
})

test('a circle of three, told by its shortest way', () => {
  const files = {
    'lib.rs': 'mod a; mod b; mod c;',
    'a.rs': 'use crate::{b::B, c::{self, C as D}};\npub struct A(B, D);',
    'b.rs': 'use super::c::C;\npub struct B(C);',
    'c.rs': 'pub struct C;\nimpl C { fn f(&self) -> crate::a::A { loop {} } }',
  }
  assert.deepEqual(found(files), ['a circle of files; all 3 in this knot: a.rs, b.rs, c.rs'])
  assert.match(faults(files)[0], /a\.rs uses c\.rs[^\n]*\n {4}c\.rs uses a\.rs[^\n]*$/)
})

const handedOn = (inner) => ({
  'lib.rs': 'mod keys;',
  'keys/mod.rs': `mod jwk;\nmod key;\npub use key::Key;\npub(crate) use jwk::*;${inner}`,
  'keys/jwk.rs': 'use super::Key;\npub(crate) fn parse() -> Key { loop {} }',
  'keys/key.rs': 'pub struct Key;',
})

test('what mod.rs hands on comes from the file that defines it', () => {
  assert.deepEqual(found(handedOn('')), [])
})

test('mod.rs with code of its own that is used below it', () => {
  const files = handedOn('\npub struct Bound;\nfn f() { jwk::parse(); }')
  files['keys/jwk.rs'] += '\nuse super::Bound;'
  assert.deepEqual(found(files), ['a circle of files'])
})

test('everything that a module offers, brought in by *', () => {
  const files = {
    'lib.rs': 'mod a; mod b;',
    'a.rs': 'use crate::b::*;\npub struct A(B);',
    'b.rs': 'use crate::a::A;\npub struct B; pub struct C(A);',
  }
  assert.deepEqual(found(files), ['a circle of files'])
  assert.deepEqual(found({ ...files, 'a.rs': 'use crate::b::*;\npub struct A;' }), [])
})

test('tests, comments and texts use nothing', () => {
  const files = {
    'lib.rs': 'mod a; mod b; #[cfg(test)] mod b_tests;',
    'a.rs': 'use crate::b::B;\npub struct A(B);',
    'b.rs': `pub struct B<'a>(&'a str);
      // crate::a::A /* in a comment */
      /* crate::a::A /* nested */ crate::a::A */
      const TEXT: &str = "crate::a::A \\" crate::a::A"; const RAW: &str = r#"" crate::a::A "#; const C: char = '"';
      #[cfg(test)] mod tests { use crate::a::A; fn f(_: A) {} }
      #[cfg(test)] use crate::a::A;
      #[cfg(test)] #[allow(dead_code)] fn g() -> crate::a::A { loop {} }`,
    'b_tests.rs': 'use crate::a::A;',
  }
  assert.deepEqual(found(files), [])
})

test('code that is compiled without tests alone is code', () => {
  const files = {
    'lib.rs': 'mod a; mod b;',
    'a.rs': 'use crate::b::B;\npub struct A(B);',
    'b.rs': 'pub struct B;\n#[cfg(not(test))] use crate::a::A;',
  }
  assert.deepEqual(found(files), ['a circle of files'])
})

test('modules inside a file, and super from there', () => {
  const files = {
    'lib.rs': 'mod a; mod b;',
    'a.rs': 'mod inner { use super::super::b::B; pub struct I(B); }\npub use inner::I;',
    'b.rs': 'use crate::a::I;\npub struct B(I);',
  }
  assert.deepEqual(found(files), ['a circle of files'])
})

const ROOMS = {
  'lib.rs': 'mod low; mod high;',
  'low/mod.rs': 'pub mod one; pub mod two;',
  'low/one.rs': 'pub struct One;',
  'low/two.rs': 'use crate::high::High;\npub struct Two(High);',
  'high.rs': 'use crate::low::one::One;\npub struct High(One);',
}

test('rooms that use each other without a circle of files', () => {
  assert.deepEqual(found(ROOMS), ['a circle of rooms'])
})

test('the order of rooms', () => {
  const files = { ...ROOMS, 'low/two.rs': '' }
  assert.deepEqual(found(files, ['low', 'high']), [])
  assert.match(
    found(files, ['high', 'low'])[0],
    /^high uses low, which comes after it: crate::low::one::One \(.*high\.rs:1\)$/,
  )
  assert.deepEqual(found(files, ['low']), ['high is not in the order of rooms in tools/circles.js'])
})
