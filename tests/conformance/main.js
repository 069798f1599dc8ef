// Runs the vectors in every runtime and compares the verdicts byte for byte.
//
//   node tests/conformance/main.js [--only NAME]
//
// Ends non-zero when a runner fails, when two differ in one byte, or when the vectors are gone.

import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { endWithThis, run } from './run.js';
import { runners } from './runners.js';

const CASES_AT_LEAST = 1900;
const DIFFERENCES_SHOWN = 10;
const RUNNER_SECONDS_MAX = 300;
const root = fileURLToPath(new URL('../../', import.meta.url));
const kept = `${root}.build/verdicts/`;

function differences(name, verdicts, reference) {
  const expected = new Map(reference.map((verdict) => [verdict.id, JSON.stringify(verdict)]));
  const wrong = verdicts.filter((verdict) => expected.get(verdict.id) !== JSON.stringify(verdict));
  const lines = wrong.slice(0, DIFFERENCES_SHOWN).map((verdict) => {
    const theirs = expected.get(verdict.id) ?? 'no such case';
    return `  ${verdict.id}\n    ${runners[0].name}: ${theirs}\n    ${name}: ${JSON.stringify(verdict)}`;
  });
  const silent = wrong.length ? '' : '  the same verdicts, written differently or in another order\n';
  return `${wrong.length} verdicts differ\n${silent}${lines.join('\n')}`;
}

async function compare(only) {
  await mkdir(kept, { recursive: true });
  let reference;
  let failed = 0;
  for (const { name, command, optional } of runners) {
    if (only && name !== only && name !== runners[0].name) continue;
    const started = performance.now();
    if (process.stderr.isTTY) process.stderr.write(`${name.padEnd(18)} …\r`);
    try {
      const bytes = await run(command, { cwd: root, secondsMax: RUNNER_SECONDS_MAX });
      if (optional && bytes.length === 0) {
        console.log(`${name.padEnd(18)} SKIPPED`);
        continue;
      }
      const verdicts = JSON.parse(bytes.toString('utf8'));
      await writeFile(`${kept}${name.replace(/\W+/g, '-').toLowerCase()}.json`, bytes);
      reference ??= { bytes, verdicts };
      const equal = bytes.equals(reference.bytes) && verdicts.length >= CASES_AT_LEAST;
      const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
      const count = String(verdicts.length).padStart(6);
      console.log(`${name.padEnd(18)} ${count} cases ${seconds} s  ${equal ? 'equal' : 'DIFFERS'}`);
      if (!equal) {
        failed += 1;
        console.log(differences(name, verdicts, reference.verdicts));
      }
    } catch (error) {
      failed += 1;
      console.log(`${name.padEnd(18)} FAILED: ${error.message}`);
    }
  }
  return failed;
}

if (process.argv.includes('--help')) {
  console.log('node tests/conformance/main.js [--only NAME]');
  console.log(`runners: ${runners.map((runner) => runner.name).join('; ')}`);
} else {
  endWithThis();
  const at = process.argv.indexOf('--only');
  const failed = await compare(at > 0 ? process.argv[at + 1] : undefined);
  console.log(failed ? `${failed} runners differ or failed` : 'every runtime gives the same verdicts');
  process.exitCode = failed ? 1 : 0;
}
