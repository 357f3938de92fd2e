// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { PEM } from './generate/images.js';
import type { Json, JsonObject } from './json.js';
import { validateSettings } from './policy.js';

/** A rule with one key, and settings with that rule alone. */
export const KEY = { image: 'a.io/*', pubKeys: [PEM.release] };
export const GOOD: JsonObject = { signatures: [KEY] };

/** Settings with one rule that has these members beside its image. */
export function entry(members: JsonObject): JsonObject {
  return { signatures: [{ image: 'a.io/*', ...members }] };
}

/** Settings with one rule, of a key and these members. */
export function keyed(members: JsonObject): JsonObject {
  return { signatures: [{ ...KEY, ...members }] };
}

/** Settings that are refused, and the whole message. */
export type RefusedSettings = readonly [
  name: string,
  settings: Json,
  message: string,
];

/** A test for each: the policy refuses the settings with that message. */
export function check(rows: readonly RefusedSettings[]): void {
  for (const [name, settings, message] of rows) {
    it(`${name}: ${message.slice(0, 60)}`, () => {
      assert.deepEqual(validateSettings(settings), { valid: false, message });
    });
  }
}
