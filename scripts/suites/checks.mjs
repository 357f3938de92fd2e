// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { emptyResult, run } from './process.mjs';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Runs scripts of package.json one after the other; each is one check. */
async function runScripts(names) {
  const result = emptyResult();
  for (const name of names) {
    const { status, output } = await run('sh', ['-c', scripts[name]]);
    if (status === 0) {
      result.passed += 1;
      console.log(`  ok      ${name}`);
      continue;
    }
    result.failed += 1;
    console.log(`  FAILED  ${name} (exit ${status})\n${output}`);
  }
  return result;
}

/** The packages, the policy and the examples compile. */
export function build() {
  return runScripts([
    'build:ts',
    'build:bundle',
    'build:policy',
    'build:examples',
  ]);
}

/** Rules, format, generated files and versions. */
export function lint() {
  return runScripts([
    'lint:eslint',
    'lint:format',
    'lint:generated',
    'lint:version',
  ]);
}
