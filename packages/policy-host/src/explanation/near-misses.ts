// SPDX-License-Identifier: Apache-2.0
import type { JsonObject } from '../json/value.js';
import type { RuleProbe } from '../rules/rule-probe.js';

/** Changes of a pattern, and what it says if the policy then applies it. */
const CHANGES: readonly [(pattern: string) => string, string][] = [
  [(p) => p.toLowerCase(), 'it has capital letters, images have none'],
  [(p) => `${p}*`, 'it ends before the image does'],
  [(p) => p.replace(/[:@][^/]*$/, '*'), 'it asks for another tag or digest'],
  [(p) => `*${p}`, 'the image begins with something else'],
  [
    (p) => p.replace(/^[^/]+(?=\/)/, '*'),
    'the image is of another registry or account',
  ],
];

/**
 * Why a rule just misses an image: the policy is asked again with a pattern
 * that was changed a little.
 *
 * @returns undefined for a rule that is about something else altogether
 */
export async function nearMiss(
  probe: RuleProbe,
  settings: JsonObject,
  rule: JsonObject,
  pattern: string,
  image: string,
): Promise<string | undefined> {
  const whole = new Map(settings);
  if (whole.delete('excludeImages')) {
    if (await probe.applies(whole, rule, image))
      return 'excludeImages leaves the image out';
  }
  for (const [change, reason] of CHANGES) {
    const changed = change(pattern);
    if (changed === pattern || /^[*?]+$/.test(changed)) continue;
    const loose = new Map(rule).set('image', changed);
    if (await probe.applies(settings, loose, image)) {
      return `${reason}: ${changed} would match`;
    }
  }
  return undefined;
}
