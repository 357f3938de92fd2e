// SPDX-License-Identifier: Apache-2.0

/** Which rules apply to which images, as the compiled policy says it. */
import assert from 'node:assert/strict';
import type { JsonObject } from './json.js';
import { creation, podOf, validate, validateSettings } from './policy.js';
import { failure, verifyingHost } from './scripted-host.js';

/** To this host nothing is signed: every rule that applies fails. */
const untrusting = verifyingHost(() => failure('unsigned'));
const FAILED = /spec\.containers\[(\d+)\]\.image, signatures\[(\d+)\]: /g;
const PROBLEM = /signatures\[(\d+)\]\.image: /g;

const settingsFor = (patterns: readonly string[]): JsonObject => ({
  signatures: patterns.map((image) => ({
    image,
    keyless: [{ issuer: 'i', subject: 's' }],
  })),
  evidence: 'off',
});

/**
 * For each image the indexes of the rules that apply to it.
 *
 * @param images distinct, and sound
 */
export function appliedTo(
  patterns: readonly string[],
  images: readonly string[],
  options: JsonObject = {},
): ReadonlySet<number>[] {
  const { message } = validate(
    creation(podOf(...images)),
    { ...settingsFor(patterns), ...options },
    untrusting,
  );
  assert.ok(!/, and \d+ more$|is not a valid/.test(message), message);
  const applied = images.map(() => new Set<number>());
  for (const [, image, rule] of message.matchAll(FAILED)) {
    applied[Number(image)]?.add(Number(rule));
  }
  return applied;
}

/** The patterns that the policy takes in its settings. */
export function validPatterns(patterns: readonly string[]): string[] {
  const { message } = validateSettings(settingsFor(patterns));
  const bad = new Set(
    [...message.matchAll(PROBLEM)].map(([, index]) => Number(index)),
  );
  return patterns.filter((_, index) => !bad.has(index));
}
