// SPDX-License-Identifier: Apache-2.0
import { emptyResult, isFound, listFiles, run } from './process.mjs';

const LINE = /^(ok|not ok) \d+ (.*?)(?: # skip ?(.*))?$/;

/** End-to-end tests by bats, where it is installed. */
export async function e2e(filter) {
  const result = emptyResult();
  const files = listFiles('tests/e2e', '.bats').filter((path) =>
    path.includes(filter),
  );
  if (files.length === 0) return result;
  if (!(await isFound('bats'))) {
    result.skips.push({ name: 'tests/e2e', reason: 'bats not found' });
    return result;
  }
  const { status, output } = await run('bats', ['--tap', ...files]);
  for (const line of output.split('\n')) {
    const match = LINE.exec(line);
    if (match === null) continue;
    const [, verdict, name, reason] = match;
    if (reason !== undefined) result.skips.push({ name, reason });
    else if (verdict === 'ok') result.passed += 1;
    else result.failed += 1;
  }
  if (status !== 0 && result.failed === 0) result.failed = 1;
  if (result.failed > 0) console.log(output);
  return result;
}
