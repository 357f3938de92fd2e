// SPDX-License-Identifier: Apache-2.0
import { emptyResult, run } from './process.mjs';

/** Runs npm scripts one after the other; each is one check. */
async function runScripts(names) {
  const result = emptyResult();
  for (const name of names) {
    const { status, output } = await run('npm', ['run', '--silent', name]);
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

/** The packages and the policy compile. */
export function build() {
  return runScripts(['build:ts', 'build:policy']);
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
