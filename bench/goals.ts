// SPDX-License-Identifier: Apache-2.0
import type { Results } from './figures.js';
import { GROWTH } from './growth.js';
import { hostRows } from './host/goals.js';
import type { CaseResult } from './meter.js';
import { projectJson } from '../tests/support/project.js';
import { bytes, count, limitRow, ratioRow } from './row.js';
import type { Row, Section } from './row.js';

/** The Rust policy's figures, measured with the same corpus and meter. */
export interface Reference {
  readonly module_bytes: number;
  readonly cases: Readonly<
    Record<string, { readonly fuel: number; readonly memory: number }>
  >;
}

const MODULE_LIMIT = 48 * 1024;
const SLACK = 256 * 1024;
const START_FUEL = 1000;
const START_BYTES = 2 * 65_536;
/** 19 pages: what Rust's linker gives a stack and static data. */
const RUST_START_BYTES = 19 * 65_536;
const MATCHING_FUEL = 25_000_000;
const ACCEPT_ALL_LIMIT = 6 * 1024;
const SAFE_LABELS_LIMIT = 24 * 1024;
/** Fuel a byte of the largest request by that of the smallest. */
const LINEAR = 1.05;
const LARGE_REQUEST = 100_000;
const LARGEST_REQUEST = 1_100_000;

/** Reads bench/reference.json. */
export function readReference(): Reference {
  return projectJson<Reference>('bench/reference.json');
}

/** How many times less fuel than the Rust policy a case has to take. */
function fuelGoal(requestBytes: number): number {
  if (requestBytes > LARGEST_REQUEST) return 50;
  return requestBytes > LARGE_REQUEST ? 40 : 18;
}

/** All rows with their goals, in the order they are shown. */
export function sections(results: Results): Section[] {
  const reference = readReference();
  return [
    { title: 'Module', rows: moduleRows(results, reference) },
    { title: 'Fuel of the corpus', rows: fuelRows(results.corpus, reference) },
    {
      title:
        'Linear memory of the corpus, against request + response + 256 KiB',
      rows: results.corpus.map((result) => memoryRow(result, reference)),
    },
    { title: 'Growth', rows: growthRows(results) },
    { title: 'Many calls on one instance', rows: repeatRows(results) },
    { title: 'Evidence of signed images', rows: evidenceRows(results) },
    { title: 'SDK', rows: sdkRows(results) },
    {
      title: 'Host (times depend on the machine and are never asserted)',
      rows: hostRows(results.host),
    },
  ];
}

function moduleRows({ sizes, corpus }: Results, reference: Reference): Row[] {
  const { startFuel = NaN, startBytes = NaN } = corpus[0] ?? {};
  return [
    {
      ...limitRow('module, not annotated', sizes.policy, MODULE_LIMIT, bytes),
      reference: bytes(reference.module_bytes),
    },
    {
      ...limitRow('memory when instantiated', startBytes, START_BYTES, bytes),
      reference: bytes(RUST_START_BYTES),
    },
    limitRow('fuel of instantiation', startFuel, START_FUEL, count),
  ];
}

function fuelRows(results: readonly CaseResult[], { cases }: Reference): Row[] {
  return results.map(({ name, fuel, requestBytes }) =>
    ratioRow(name, fuel, cases[name]?.fuel ?? NaN, fuelGoal(requestBytes)),
  );
}

function memoryRow(result: CaseResult, { cases }: Reference): Row {
  const { name, memoryBytes, requestBytes, responseBytes } = result;
  const limit = requestBytes + responseBytes + SLACK;
  return {
    ...limitRow(name, memoryBytes, limit, bytes),
    reference: bytes(cases[name]?.memory ?? NaN),
  };
}

function growthRows({ growth, series }: Results): Row[] {
  return [
    ...series.map(({ name, points }): Row => {
      const perByte = points.map((point) => point.fuel / point.bytes);
      const growthBy = (perByte.at(-1) ?? NaN) / (perByte[0] ?? NaN);
      const sizes = points.map((point) => bytes(point.bytes)).join(', ');
      return {
        name: `${name} of ${sizes}`,
        value: `${perByte.map((f) => f.toFixed(2)).join(', ')} fuel a byte`,
        goal: 'not more a byte when larger',
        met: growthBy <= LINEAR,
      };
    }),
    ...growth.map(({ name, fuel }) =>
      name === GROWTH.distinct || name === GROWTH.shared
        ? limitRow(name, fuel, MATCHING_FUEL, count)
        : { name, value: count(fuel) },
    ),
  ];
}

function repeatRows({ repeat }: Results): Row[] {
  const { calls, fuelFirst, fuelSecond, fuelLast } = repeat;
  const { memoryEarly, memoryLast, succeeded, secondsPerCall } = repeat;
  return [
    {
      name: 'calls that succeeded',
      value: `${count(succeeded)} of ${count(calls)}`,
      goal: 'all',
      met: succeeded === calls,
    },
    {
      name: 'fuel of the first, the second and the last',
      value: [fuelFirst, fuelSecond, fuelLast].map(count).join(', '),
      goal: 'last not above first',
      met: fuelLast === fuelSecond && fuelLast <= fuelFirst,
    },
    {
      name: 'wall time of a call, compiled by Cranelift and metered',
      value: `${(secondsPerCall * 1e6).toFixed(1)} us`,
    },
    {
      name: 'memory after the second and after the last',
      value: `${bytes(memoryEarly)}, ${bytes(memoryLast)}`,
      goal: 'equal',
      met: memoryEarly === memoryLast,
    },
  ];
}

function evidenceRows({ evidence }: Results): Row[] {
  return evidence.map((one) => ({
    name: `${one.name}, manifest of ${bytes(one.manifestBytes)}`,
    value: one.accepted
      ? `${count(one.extraFuel)} fuel and ${one.extraHostCalls} host call more, of ${count(one.fuel)} in all`
      : 'REJECTED',
  }));
}

function sdkRows({ sizes, cursor }: Results): Row[] {
  const { acceptAll, safeLabels } = sizes;
  return [
    limitRow('accept-all policy', acceptAll, ACCEPT_ALL_LIMIT, bytes),
    safeLabels === undefined
      ? { name: 'safe-labels policy', value: 'there is no such example' }
      : limitRow('safe-labels policy', safeLabels, SAFE_LABELS_LIMIT, bytes),
    ...cursor.map(({ name, goal, fuel, callFuel, bytes: length }): Row => ({
      name: `last field of 1 MB, ${name}`,
      value: `${(fuel / length).toFixed(2)} fuel a byte (${(callFuel / length).toFixed(2)} with the UTF-8 check)`,
      goal: `<= ${goal}`,
      met: fuel / length <= goal,
    })),
  ];
}
