// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { spread } from '../../src/admission/spread.js';

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i);

test('every item is done once, in parts that become smaller', async () => {
  const items = numbers(1000);
  const parts: number[][] = [];
  await spread(['a', 'b'], items, async (_worker, part, start) => {
    assert.equal(part[0], start);
    parts.push([...part]);
    await turn();
  });
  assert.deepEqual(
    parts.flat().sort((a, b) => a - b),
    items,
  );
  const sizes = parts.map((part) => part.length);
  assert.equal(sizes[0], 32);
  assert.equal(sizes.at(-1), 1);
  assert.deepEqual(
    sizes,
    [...sizes].sort((a, b) => b - a),
  );
});

test('a busy worker has one part ahead, a few items none', async () => {
  const begun = async (items: number) => {
    const parts: string[] = [];
    void spread(['a', 'b'], numbers(items), (worker, part) => {
      parts.push(`${worker}${part.length}`);
      return new Promise(() => undefined);
    });
    await turn();
    return parts.join(' ');
  };
  assert.equal(await begun(1000), 'a32 b32 a32 b32');
  assert.equal(await begun(8), 'a1 b1');
  assert.equal(await begun(2), 'a1 b1');
  assert.equal(await begun(1), 'a1');
  assert.equal(await begun(0), '');
});

test('one worker takes part after part, none ahead', async () => {
  const log: string[] = [];
  await spread(['a'], numbers(40), async (_worker, part, start) => {
    log.push(`begin ${start}`);
    await turn();
    log.push(`end ${start + part.length}`);
  });
  const ends = log.filter((_line, i) => i % 2 === 1);
  const begins = log.filter((_line, i) => i % 2 === 0);
  assert.equal(log[0], 'begin 0');
  assert.equal(log.at(-1), 'end 40');
  assert.deepEqual(
    begins.slice(1).map((line) => line.replace('begin ', '')),
    ends.slice(0, -1).map((line) => line.replace('end ', '')),
  );
});

test('a failure stops what was not begun', async () => {
  let parts = 0;
  const failing = spread(['a', 'b'], numbers(1000), async () => {
    parts += 1;
    await turn();
    throw new Error('no');
  });
  await assert.rejects(failing, { message: 'no' });
  await turn();
  assert.equal(parts, 4);
});
