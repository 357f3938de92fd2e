// SPDX-License-Identifier: Apache-2.0
import { PolicyHostError } from '../errors.js';
import { differenceOf } from './compare.js';
import { evaluateCase } from './evaluate-case.js';
import type { LoadPolicies } from './tested-policy.js';
import type { CaseResult, TestCase, TestFile } from './types.js';

/**
 * Runs the cases of a file one after the other.
 *
 * @param warn gets a line for each thing an author should know
 */
export async function* runTests(
  file: TestFile,
  load: LoadPolicies,
  warn: (text: string) => void,
): AsyncGenerator<CaseResult> {
  for (const test of file.cases) {
    const begin = performance.now();
    const ended =
      test.skip === undefined
        ? await runCase(test, load, warn)
        : { state: 'skipped' as const, reason: test.skip };
    const milliseconds = performance.now() - begin;
    yield { file: file.path, name: test.name, milliseconds, ...ended };
  }
}

type Ended = Pick<CaseResult, 'state' | 'reason'>;

/** Everything that is not as expected is told; an error is a failure. */
async function runCase(
  test: TestCase,
  load: LoadPolicies,
  warn: (text: string) => void,
): Promise<Ended> {
  let outcomes;
  try {
    outcomes = await evaluateCase(test, load, warn);
  } catch (cause) {
    if (!(cause instanceof PolicyHostError)) throw cause;
    return { state: 'failed', reason: cause.message };
  }
  const reasons = outcomes.flatMap(({ name, outcome }) => {
    const difference = differenceOf(test.expect, outcome);
    if (difference === undefined) return [];
    return outcomes.length > 1 ? [`${name}:\n${difference}`] : [difference];
  });
  return reasons.length === 0
    ? { state: 'ok' }
    : { state: 'failed', reason: reasons.join('\n') };
}
