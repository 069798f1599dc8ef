// The packed npm packages before publint and attw, and what their manifests must have or must not.
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { publint } from 'publint'

const TARBALLS = fileURLToPath(new URL('../../.build/tarballs', import.meta.url))
const ATTW = join(
  dirname(createRequire(import.meta.url).resolve('@arethetypeswrong/cli/package.json')),
  'dist/index.js',
)
const unpacked = (tarball, file) => execFileSync('tar', ['-xzOf', tarball, `package/${file}`], { encoding: 'utf8' })

for (const name of readdirSync(TARBALLS).filter((file) => file.endsWith('.tgz'))) {
  describe(name, () => {
    const tarball = join(TARBALLS, name)
    const manifest = JSON.parse(unpacked(tarball, 'package.json'))

    test('publint finds nothing', async () => {
      const bytes = readFileSync(tarball)
      const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
      const { messages } = await publint({ pack: { tarball: data }, level: 'suggestion', strict: true })
      assert.deepEqual(messages, [])
    })

    // The packages of platforms have a binary and no types.
    test('attw finds nothing', { skip: manifest.exports === undefined }, () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [ATTW, '--no-definitely-typed', tarball], {
        encoding: 'utf8',
      })
      assert.equal(status, 0, stdout + stderr)
    })

    test('the manifest says whose it is, under which licence, and nothing that only builds it', () => {
      assert.equal(manifest.license, 'MIT OR Apache-2.0')
      for (const licence of ['LICENSE-MIT', 'LICENSE-APACHE']) assert.notEqual(unpacked(tarball, licence), '')
      assert.ok(manifest.author && manifest.description && manifest.engines?.node)
      if (manifest.exports !== undefined) assert.ok(manifest.keywords.length > 3)
      for (const member of ['devDependencies', 'scripts', 'napi']) assert.equal(manifest[member], undefined, member)
    })
  })
}

test('all packages were there to look at', () => {
  assert.ok(readdirSync(TARBALLS).filter((file) => file.endsWith('.tgz')).length >= 3)
})
