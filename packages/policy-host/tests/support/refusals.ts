// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { migrateText } from '../../src/migrate/migrate-text.js';

/** PEM in the double quotes of YAML; what is inside does not matter here. */
export const KEY =
  '"-----BEGIN PUBLIC KEY-----\\nMA==\\n-----END PUBLIC KEY-----\\n"';

/** The refusals of a text, each as `line: text`. */
export function refusals(text: string, fromRust = false): string[] {
  const migration = migrateText(text, 'file.yaml', { fromRust });
  assert.equal(migration.text, text, 'nothing is converted');
  return migration.refusals.map(({ line, text: why }) => `${line}: ${why}`);
}
