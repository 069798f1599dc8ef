import assert from 'node:assert/strict'
import { test } from 'node:test'

import { compared, isSlower, least, moved, table } from './compare.js'

test('3 % are allowed, and a tenth of a microsecond where that is more', () => {
  for (const [before, now, slower] of [
    [100, 102.9, false],
    [100, 103.1, true],
    [1, 1.09, false],
    [1, 1.11, true],
    [0.4, 0.49, false],
    [0.4, 0.6, true],
    [5, 5.14, false],
    [5, 5.16, true],
    [10, 1, false],
  ]) {
    assert.equal(isSlower(before, now), slower, `${before} to ${now}`)
  }
})

const run = (figures) => ({
  tables: [
    {
      algorithm: 'HS256',
      kind: 'new',
      rows: Object.entries(figures).map(([name, min]) => {
        const role = name.startsWith('floor') ? 'floor' : name.startsWith('peer') ? 'peer' : 'ours'
        return { name, role, min, median: min * 2 }
      }),
    },
  ],
})

test('the least of several runs counts, and peers do not', () => {
  const rows = least([run({ Doorward: 3, peer: 1 }), run({ Doorward: 2 }), run({ Doorward: 4 })])
  assert.deepEqual([...rows], [['HS256, new: Doorward', { role: 'ours', min: 2 }]])
})

test('a figure that is no time is none', () => {
  assert.deepEqual([...least([run({ Doorward: -0.7 }), run({ Doorward: 2 })]).values()], [{ role: 'ours', min: 2 }])
  assert.deepEqual([...least([run({ Doorward: -0.7 })])], [])
})

test('rows that both sides have are compared, floors never judged', () => {
  const before = [run({ Doorward: 5, 'floor: x': 1, renamed: 1 }), run({ Doorward: 4, 'floor: x': 1 })]
  const now = [run({ Doorward: 4.5, 'floor: x': 2, fresh: 1 }), run({ Doorward: 6, 'floor: x': 2 })]
  const rows = compared(before, now)
  const name = (row) => `HS256, new: ${row}`
  assert.deepEqual(rows, [
    { name: name('Doorward'), before: 4, now: 4.5, control: false, slower: true },
    { name: name('floor: x'), before: 1, now: 2, control: true, slower: false },
    { name: name('renamed'), before: 1, now: undefined, control: false, slower: false },
    { name: name('fresh'), before: undefined, now: 1, control: false, slower: false },
  ])
  assert.equal(moved(rows), 1)
  const lines = table('rust', rows).split('\n')
  assert.match(lines[0], /^rust +before µs +now µs +change +µs$/)
  assert.match(lines[1], /^HS256, new: Doorward +4\.000 +4\.500 +\+12\.5 % +\+0\.500 +SLOWER$/)
  assert.match(lines[2], /\(control\)$/)
  assert.match(lines[3], /^HS256, new: renamed +1\.000 +- +not compared$/)
})
