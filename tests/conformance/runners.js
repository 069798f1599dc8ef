// Every runtime that decides the vectors. Each command prints its verdicts as canonical JSON.

const javascript = (name) => ['node', `tests/runners/javascript/${name}.js`];
const rust = (provider) => ['target/debug/verdicts', provider];
const python = process.env.DOORWARD_PYTHON ?? '.build/venv/bin/python';

/** The first is what the others are compared with; none of them is the truth, they must agree. */
export const runners = [
  { name: 'Rust, AWS-LC', command: rust('aws-lc') },
  { name: 'Rust, RustCrypto', command: rust('rust-crypto') },
  { name: 'CPython', command: [python, 'tests/runners/python/verdicts.py'] },
  { name: 'Node, native', command: javascript('node-native') },
  { name: 'Node, wasm', command: javascript('node-wasm') },
  { name: 'workerd', command: javascript('workerd') },
  { name: 'workerd, WebCrypto', command: [...javascript('workerd'), 'workerd-webcrypto'] },
  { name: 'Deno', command: javascript('deno') },
  { name: 'Bun', command: javascript('bun') },
  // The one runtime that no registry of packages carries: without a browser it prints nothing.
  { name: 'Chromium', command: javascript('browser'), optional: true },
];
