// SPDX-License-Identifier: Apache-2.0
import { junitXml } from './junit.js';
import { responseOf } from './results.js';
import type { Result } from './results.js';

/** Results as JUnit XML: a suite for each policy, a case for each request. */
export function resultsJunit(results: readonly Result[]): string {
  return junitXml(
    results.map((result) => {
      const { allowed, status } = responseOf(result);
      return {
        suite: result.policy,
        name: result.request.name,
        milliseconds: result.milliseconds,
        failure: allowed ? undefined : (status?.message ?? 'rejected'),
      };
    }),
  );
}
