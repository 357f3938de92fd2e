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
  // 200 pages are 1,638,400 entries of 8 bytes: 0xe4 in the third LEB byte.
  ['a table', [4, 4, 1, 0x70, 0, 1], [4, 7, 1, 0x70, 1, 1, 0x80, 0x80, 0x64]],
  ['a small table', [4, 5, 1, 0x70, 1, 1, 2], [4, 5, 1, 0x70, 1, 1, 2]],
  [
    'two tables share',
    [4, 7, 2, 0x6f, 0, 0, 0x70, 0, 0],
    [4, 13, 2, 0x6f, 1, 0, 0x80, 0x80, 0x32, 0x70, 1, 0, 0x80, 0x80, 0x32],
  ],
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

// Node 20 takes one memory only; later ones take any number.
test('the memory is capped: two memories share', () => {
  const two = [...HEAD, 5, 5, 2, 0, 0, 0, 0];
  const capped = limitMemory(Uint8Array.from(two), LIMIT_BYTES);
  const each = [1, 0, 100];
  assert.deepEqual([...capped], [...HEAD, 5, 7, 2, ...each, ...each]);
});

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
  // 20 tables of 10,000,000 references each were 1.6 GB.
  const tables = Array.from({ length: 20 }, () => [
    0x6f, 0, 0x80, 0xad, 0xe2, 4,
  ]);
  assert.throws(() => cap(...HEAD, 4, 121, 20, ...tables.flat()), {
    code: 'LIMIT',
    message:
      'the module asks for 80000000 bytes of table, more than the limit of 3272',
  });
  assert.throws(() => cap(...HEAD, 4, 4, 1, 0x70, 4, 1), {
    code: 'MODULE',
    message: 'unsupported kind of table',
  });
  assert.throws(
    () => cap(...HEAD, 4, 9, 1, 0x40, 0, 0x70, 0, 1, 0xd0, 0x70, 0x0b),
    {
      code: 'MODULE',
      message: 'unsupported kind of table',
    },
  );
});
