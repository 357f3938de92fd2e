// SPDX-License-Identifier: Apache-2.0

/** Which rules apply to which images, as the compiled policy says it. */
import assert from 'node:assert/strict';
import type { JsonObject } from './json.js';
import { creation, podOf, validateSettings } from './policy.js';
import { failure, verifyingHost } from './scripted-host.js';
import { transcribeRequest } from './transcript.js';

/** To this host nothing is signed: every rule that applies fails. */
const untrusting = verifyingHost(() => failure('unsigned'));
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
  const { log, reply } = transcribeRequest(
    creation(podOf(...images)),
    { ...settingsFor(patterns), ...options },
    untrusting,
  );
  assert.ok(!reply.includes('invalid-reference'), reply);
  // Each rule that fails is in the log, the message has the first.
  const applied = images.map(() => new Set<number>());
  for (const event of log) {
    const { image, rule } = event as { image?: string; rule?: number };
    if (image !== undefined && rule !== undefined) {
      applied[images.indexOf(image)]?.add(rule);
    }
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
