// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitMemory } from '../../src/wapc/limit-memory.js';

const HEAD = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const LIMIT_BYTES = 200 * 65536;

const CASES: [string, number[], number[]][] = [
  ['no maximum', [5, 3, 1, 0, 1], [5, 5, 1, 1, 1, 0xc8, 1]],
  ['a larger maximum', [5, 5, 1, 1, 1, 0x80, 2], [5, 5, 1, 1, 1, 0xc8, 1]],
  ['a smaller maximum', [5, 4, 1, 1, 1, 9], [5, 4, 1, 1, 1, 9]],
  ['no memory', [], []],
  ['other sections', [0, 2, 1, 0x61], [0, 2, 1, 0x61]],
];

for (const [name, before, after] of CASES) {
  test(`the memory is capped: ${name}`, () => {
    const capped = limitMemory(
      Uint8Array.from([...HEAD, ...before]),
      LIMIT_BYTES,
    );
    assert.deepEqual([...capped], [...HEAD, ...after]);
    assert.ok(WebAssembly.validate(capped));
  });
}

test('what is no module, too large or truncated is refused', () => {
  const cap = (...bytes: number[]) =>
    limitMemory(Uint8Array.from(bytes), 65536);
  assert.throws(() => cap(1, 2, 3), {
    code: 'MODULE',
    message: 'invalid wasm file',
  });
  assert.throws(() => cap(...HEAD, 5, 9), {
    code: 'MODULE',
    message: 'the wasm file is truncated',
  });
  assert.throws(() => cap(...HEAD, 5, 3, 1, 4, 1), {
    code: 'MODULE',
    message: 'unsupported kind of memory',
  });
  assert.throws(() => cap(...HEAD, 5, 3, 1, 0, 2), {
    code: 'LIMIT',
    message:
      'the module asks for 131072 bytes of memory, more than the limit of 65536',
  });
});
