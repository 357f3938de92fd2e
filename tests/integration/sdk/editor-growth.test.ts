// SPDX-License-Identifier: Apache-2.0

/** Edits of many containers, by place: fuel must not grow faster than they do. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { findPython, meter } from '../../../bench/meter.js';
import { compile } from '../../../bench/sdk.js';
import { loadGuest } from '../../support/guest.js';

const GUEST =
  'packages/policy-sdk-assemblyscript/tests/guests/edit-containers.ts';
const COUNTS = [50, 200, 250, 500];

function payload(count: number): string {
  const containers = Array.from({ length: count }, (_, i) => ({
    name: `c${i}`,
    image: `registry.example.org/team/image-${i}:1.2.3`,
    stdin: true,
    env: [{ name: 'A', value: 'x'.repeat(100) }],
  }));
  return JSON.stringify({
    request: {
      kind: { group: '', version: 'v1', kind: 'Pod' },
      object: { metadata: { name: 'p' }, spec: { containers } },
    },
    settings: {},
  });
}

const python = findPython();

describe('many edits by place', () => {
  let path = '';
  before(() => {
    path = compile(GUEST, 'edit-containers');
  });

  it('are all made', () => {
    const { status, bytes } = loadGuest(path).call('validate', payload(3));
    assert.equal(status, 'ok');
    const reply = JSON.parse(Buffer.from(bytes).toString()) as {
      mutated_object: { spec: { containers: unknown[] } };
    };
    assert.deepEqual(reply.mutated_object.spec.containers[2], {
      securityContext: { privileged: false },
      name: 'c2',
      image: 'registry.example.org/team/image-2:1.2.3@pinned',
      env: [{ name: 'A', value: 'x'.repeat(100) }],
    });
  });

  it(
    'of 500 containers take at most twice the fuel of 250',
    { skip: python === undefined && 'no Python with wasmtime' },
    () => {
      const cases = COUNTS.map((count) => ({
        name: String(count),
        operation: 'validate' as const,
        payload: payload(count),
        answers: {},
      }));
      const [result] = meter(python ?? '', [{ path, cases }]);
      const fuel = new Map(
        result?.cases.map((one) => [one.name, one.ok ? one.fuelAgain : NaN]),
      );
      const of250 = fuel.get('250') ?? NaN;
      const of500 = fuel.get('500') ?? NaN;
      if (process.env['SHOW_FUEL'] === '1') console.log(fuel);
      assert.ok(of500 <= 2 * of250, `${of500} after ${of250}`);
    },
  );
});
