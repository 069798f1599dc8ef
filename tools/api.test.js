// What the printers make of small sources: what a user can name is there, what nobody can is not.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { FORMAT, printed as printedRust } from './api/rust.js'
import { printed as printedTypes } from './api/typescript.js'

function within(files, use) {
  const folder = mkdtempSync(join(tmpdir(), 'doorward-api-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('TypeScript: exports under their names, then what they are made of', () => {
  const files = {
    'index.d.ts':
      "import type { Inner as Hidden } from './host.js';\nexport * from './host.js';\nexport type Outer = Hidden;\n",
    'host.d.ts': `/** A comment. */
export declare class Verifier {
    #private;
    /** @internal */
    constructor(engine: {
        of: Unseen;
    });
    /** Told. */
    verify(token: string): Promise<Principal>;
}
interface Principal {
    readonly subject: string;
}
/** @internal */
export declare function secret(): Unseen;
interface Unseen {
}
export interface Inner {
}
`,
  }
  const text = within(files, (folder) => printedTypes({ doorward: join(folder, 'index.d.ts') }, {}))
  assert.equal(
    text,
    `// doorward: Inner, Outer, Verifier
export interface Inner {
}
export type Outer = Hidden;
export declare class Verifier {
    verify(token: string): Promise<Principal>;
}

// What these are made of.
interface Principal {
    readonly subject: string;
}
`,
  )
})

test('Python: what __all__ names, with members of hidden bases and without private ones', () => {
  const files = {
    '__init__.py': 'from doorward._verifier import Verifier\n__all__ = ["Verifier"]\n',
    '_verifier.py': `
class Base:
    def verify(self, token: str, *, now: float | None = None) -> str: return ""
class Verifier(Base):
    """A comment."""
    limit: int = 3
    def _hidden(self): ...
    async def warm(self) -> None: pass
`,
    'asgi.py': 'def respond(code: int) -> None: ...\ndef _own(): ...\n',
  }
  const python = fileURLToPath(new URL('api/python.py', import.meta.url))
  const run = (folder) => execFileSync(process.env.PYTHON ?? 'python3', [python, folder], { encoding: 'utf8' })
  assert.equal(
    within(files, run),
    `# doorward

class Verifier(Base):
    def verify(self, token: str, *, now: float | None=None) -> str: ...
    limit: int = 3
    async def warm(self) -> None: ...

# doorward.asgi

def respond(code: int) -> None: ...

`,
  )
})

test("Rust: a format of rustdoc's JSON that nobody has read yet is refused", () => {
  assert.throws(() => printedRust({ format_version: FORMAT + 1 }), /format 58/)
})

test('Rust: signatures as they are written', () => {
  const text = { resolved_path: { path: 'alloc::string::String', id: 9, args: null } }
  const method = {
    name: 'verify',
    visibility: 'default',
    inner: {
      function: {
        sig: {
          inputs: [['self', { borrowed_ref: { lifetime: null, is_mutable: false, type: { generic: 'Self' } } }]],
          output: text,
        },
        generics: { params: [], where_predicates: [] },
        header: { is_const: true, is_async: false, is_unsafe: false },
      },
    },
  }
  const plain = { params: [], where_predicates: [] }
  const doc = {
    format_version: FORMAT,
    root: 0,
    paths: { 9: { crate_id: 3, path: ['alloc', 'string', 'String'] } },
    index: {
      0: { name: 'doorward', inner: { module: { items: [1, 2] } } },
      1: { inner: { use: { name: 'Verifier', id: 3, is_glob: false, source: 'verifier::Verifier' } } },
      2: { name: 'hidden', visibility: 'crate', inner: { module: { items: [3] } } },
      3: {
        name: 'Verifier',
        visibility: 'public',
        attrs: ['non_exhaustive'],
        inner: { struct: { kind: { plain: { fields: [4] } }, generics: plain, impls: [5] } },
      },
      4: { name: 'realm', visibility: 'public', inner: { struct_field: text } },
      5: { inner: { impl: { trait: null, for: text, items: [6], generics: plain } } },
      6: method,
    },
  }
  assert.equal(
    printedRust(doc),
    `#[non_exhaustive] pub struct doorward::Verifier
pub const fn doorward::Verifier::verify(&self) -> String
pub doorward::Verifier.realm: String
`,
  )
})
