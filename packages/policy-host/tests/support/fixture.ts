// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Compiled tests run in dist/tests/support; the fixtures stay beside the
// sources.
const FIXTURES = new URL('../../../tests/fixtures/', import.meta.url);

/** Text of a file in `tests/fixtures`. */
export function fixture(name: string): string {
  return readFileSync(new URL(name, FIXTURES), 'utf8');
}

/** Path of a file in `tests/fixtures`. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(name, FIXTURES));
}
