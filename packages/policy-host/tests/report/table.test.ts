// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ManifestSet } from '../../src/manifests/requests.js';
import { fitColumns } from '../../src/report/fit-columns.js';
import type { Result } from '../../src/report/results.js';
import { resultTable } from '../../src/report/table.js';
import { OPTIONS, stdin } from '../support/manifests.js';

async function results(message: string): Promise<Result[]> {
  const set = await ManifestSet.read(
    ['-'],
    stdin('apiVersion: v1\nkind: Pod\nmetadata: {name: web}\n'),
    OPTIONS,
    () => undefined,
  );
  const { requests } = await set.requestsFor(undefined, 'p', 'kubernetes');
  const status = message === '' ? {} : { status: { message } };
  return requests.map((request) => ({
    request,
    policy: 'p',
    response: JSON.stringify({ uid: 'u', allowed: message === '', ...status }),
    milliseconds: 1,
  }));
}

describe('the table', () => {
  it('is as wide as its content where there is room', async () => {
    const table = resultTable(await results('not signed'), {
      color: false,
      columns: 80,
    });
    assert.equal(
      table,
      `┌───────────────────────┬──────────┬────────────┬─────────┬─────┐
│ request               │ verdict  │ why        │ changed │  ms │
├───────────────────────┼──────────┼────────────┼─────────┼─────┤
│ stdin Pod default/web │ rejected │ not signed │         │ 1.0 │
└───────────────────────┴──────────┴────────────┴─────────┴─────┘
1 evaluated: 0 allowed, 1 rejected
`,
    );
  });

  const message =
    'image registry.example.org/a-project/with-long-names:v1.2.3 has no signature of anybody';
  for (const columns of [60, 80, 100, 140]) {
    it(`fits ${columns} columns and breaks no word that fits`, async () => {
      const table = resultTable(await results(message), {
        color: false,
        columns,
      });
      const lines = table.split('\n').filter((line) => line.startsWith('│'));
      for (const line of lines) assert.ok(line.length <= columns, line);
      const why = lines.map((line) => line.split('│')[3]?.trim() ?? '');
      const width = Math.max(...why.map((line) => line.length));
      const whole = why.join('\n');
      for (const word of message.split(' ')) {
        if (word.length <= width) assert.ok(whole.includes(word), word);
      }
      assert.equal(
        whole.replace(/\s/g, ''),
        `why${message.replace(/\s/g, '')}`,
      );
    });
  }

  it('has colours only where they are welcome', async () => {
    const coloured = resultTable(await results('no'), {
      color: true,
      columns: 80,
    });
    assert.ok(coloured.includes('\u001b[31mrejected\u001b[39m'));
  });

  it('cannot be steered by a message', async () => {
    const table = resultTable(await results('a\u001b[2Jb'), {
      color: false,
      columns: 80,
    });
    assert.ok(!table.includes('\u001b'));
  });
});

describe('columns', () => {
  const of = (...widths: number[]) => [widths.map((n) => 'x'.repeat(n))];
  it('the widest give way first, fixed ones never', () => {
    assert.deepEqual(
      fitColumns(of(10, 50, 30), [false, false, false], 60),
      [10, 20, 20],
    );
    assert.deepEqual(
      fitColumns(of(10, 50, 30), [false, false, true], 60),
      [10, 10, 30],
    );
    assert.deepEqual(fitColumns(of(9, 9), [false, false], 3), [8, 8]);
    assert.deepEqual(fitColumns(of(5, 6), [false, false], 80), [5, 6]);
  });
});
