// SPDX-License-Identifier: Apache-2.0
// Reporter for `node --test`: prints failures and the seeds of random tests,
// and writes the counts as JSON to the file named by NODE_TEST_SUMMARY.
import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';

/** Failures that only repeat those of the tests inside. */
const ECHOES = new Set(['subtestsFailed', 'cancelledByParent']);

function describeFailure(data) {
  const { error } = data.details;
  const cause = error?.cause ?? error;
  const text = inspect(cause, { colors: false, depth: 6 });
  return `  FAILED  ${data.name} (${data.file ?? 'unknown file'})\n${text}\n`;
}

/** Node reports a file without any test as one passed test of its own name. */
function isEmptyFile(data) {
  return data.nesting === 0 && /\.test\.m?js$/.test(data.name);
}

export default async function* report(events) {
  const result = { passed: 0, failed: 0, skips: [] };
  for await (const { type, data } of events) {
    if (type === 'test:diagnostic' && data.message.startsWith('seeds '))
      yield `  ${data.message}\n`;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.skip !== undefined && data.skip !== false) {
      const reason = data.skip === true ? 'no reason given' : data.skip;
      result.skips.push({ name: data.name, reason });
    } else if (type === 'test:fail') {
      if (ECHOES.has(data.details.error?.failureType)) continue;
      result.failed += 1;
      yield describeFailure(data);
    } else if (isEmptyFile(data)) {
      result.failed += 1;
      yield `  FAILED  ${data.name} holds no test\n`;
    } else if (data.details.type !== 'suite') {
      result.passed += 1;
    }
  }
  writeFileSync(process.env.NODE_TEST_SUMMARY, JSON.stringify(result));
}
