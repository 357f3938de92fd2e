// SPDX-License-Identifier: Apache-2.0

/** Fuel, sizes, memory and host calls must not get worse than recorded. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptingHost } from '../../../bench/answers.js';
import {
  BOUNDS_FILE,
  boundsOf,
  caseBounds,
  regressions,
  sizeBounds,
  type Bounds,
} from '../../../bench/bounds.js';
import { collect, moduleSizes } from '../../../bench/collect.js';
import { corpus, type Case } from '../../../bench/corpus.js';
import { readReference } from '../../../bench/goals.js';
import { matchingCases } from '../../../bench/growth.js';
import { findPython } from '../../../bench/meter.js';
import { projectJson } from '../../support/project.js';
import { published } from '../../../bench/publish.js';
import { loadGuest } from '../../support/guest.js';

/** Enough to see memory grow or fuel change from call to call. */
const CALLS = 1000;

const recorded = projectJson<Bounds>(BOUNDS_FILE);
const python = findPython();

/** Runs a case twice on one instance, as the meter does. */
function countedBounds({ name, operation, payload }: Case): Bounds {
  const guest = loadGuest();
  guest.call(operation, payload, acceptingHost);
  const { status, bytes, calls } = guest.call(
    operation,
    payload,
    acceptingHost,
  );
  assert.equal(status, 'ok', name);
  const hostCalls: Record<string, number> = {};
  for (const { namespace } of calls) {
    if (namespace === 'tracing') continue;
    hostCalls[namespace] = (hostCalls[namespace] ?? 0) + 1;
  }
  return caseBounds({
    name,
    memoryBytes: guest.memoryBytes,
    responseBytes: bytes.length,
    hostCalls,
  });
}

test('no module is larger than its bound', () => {
  assert.deepEqual(regressions(sizeBounds(moduleSizes()), recorded), []);
});

test('no request takes more memory or host calls than its bound', () => {
  const measured = [...corpus(), ...matchingCases()].map(countedBounds);
  assert.deepEqual(
    measured.flatMap((bounds) => regressions(bounds, recorded)),
    [],
  );
});

test(
  'no request takes more fuel than its bound',
  { skip: python === undefined && 'no Python with wasmtime' },
  () => {
    const figures = collect(python ?? '', CALLS);
    const measured = boundsOf(figures);
    assert.deepEqual(regressions(measured, recorded), []);
    assert.deepEqual(
      Object.keys(recorded).filter((name) => !(name in measured)),
      [],
      'bounds of things that are not measured any more',
    );
    const { calls, succeeded, fuelSecond, fuelLast } = figures.repeat;
    assert.equal(succeeded, calls);
    assert.equal(fuelLast, fuelSecond);
  },
);

test('the published figures are those of the bounds', () => {
  const shown = boundsOf(published());
  assert.deepEqual(regressions(shown, recorded), [], 'npm run bench:record');
  assert.deepEqual(regressions(recorded, shown), [], 'npm run bench:record');
});

test('no request takes more than its share of the fuel of the Rust policy', () => {
  const { cases } = readReference();
  const over = published().corpus.filter(({ name, requestBytes, fuel }) => {
    const share = requestBytes > 100_000 ? 40 : 18;
    return fuel * share > (cases[name]?.fuel ?? 0);
  });
  assert.deepEqual(
    over.map(({ name }) => name),
    [],
  );
});

test('the module has at most 48 KiB', () => {
  assert.ok(moduleSizes().policy <= 48 * 1024);
  assert.ok(published().sizes.policy <= 48 * 1024);
});

test('a figure 5 % over its bound passes, one beyond fails', () => {
  const bounds = { 'a: fuel': 1000 };
  assert.deepEqual(regressions({ 'a: fuel': 1050 }, bounds), []);
  assert.deepEqual(regressions({ 'a: fuel': 1051 }, bounds), [
    'a: fuel is 1051, bound 1000 (+5.1 %)',
  ]);
  assert.deepEqual(regressions({ 'b: fuel': 1 }, bounds), [
    'b: fuel is 1, without a bound',
  ]);
});
