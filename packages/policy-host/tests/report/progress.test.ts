// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startProgress } from '../../src/report/progress.js';

/** A terminal that remembers what was written to it. */
function terminal() {
  let written = '';
  const stream = {
    isTTY: true,
    columns: 80,
    write: (text: string) => {
      written += text;
      return true;
    },
  } as unknown as NodeJS.WriteStream;
  return { stream, text: () => written };
}

test('a run of several requests has a bar that grows and goes', async () => {
  const { stream, text } = terminal();
  const progress = await startProgress(stream, true);
  progress.expect(2);
  progress.step();
  progress.expect(1);
  progress.step();
  progress.step();
  progress.stop();
  assert.ok(text().includes('0/2 requests, '));
  assert.ok(text().endsWith('\u001b[1G\u001b[2K'), JSON.stringify(text()));
});

test('one request, or no terminal, has none', async () => {
  const { stream, text } = terminal();
  for (const [more, isTerminal] of [
    [1, true],
    [5, false],
  ] as const) {
    const progress = await startProgress(stream, isTerminal);
    progress.expect(more);
    progress.step();
    progress.stop();
  }
  assert.equal(text(), '');
});
