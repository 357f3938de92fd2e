// SPDX-License-Identifier: Apache-2.0
import type { GuestFigures, Sizes } from './figures.js';
import type { CaseResult } from './meter.js';

/** File with the recorded bounds. */
export const BOUNDS_FILE = 'bench/bounds.json';

/** How much worse than its bound a figure may get. */
const TOLERANCE = 1.05;

/** Figures by name; less is better for all of them. */
export type Bounds = Readonly<Record<string, number>>;

/** What can be told of a case without counting fuel. */
export type Countable = Pick<
  CaseResult,
  'name' | 'memoryBytes' | 'responseBytes' | 'hostCalls'
>;

/** Sizes of the modules. */
export function sizeBounds(sizes: Sizes): Bounds {
  return Object.fromEntries(
    Object.entries(sizes).map(([name, bytes]) => [
      `${name}: module bytes`,
      Number(bytes),
    ]),
  );
}

/** Memory, response and host calls of a case. */
export function caseBounds(result: Countable): Bounds {
  const calls = Object.values(result.hostCalls).reduce((a, b) => a + b, 0);
  return {
    [`${result.name}: memory bytes`]: result.memoryBytes,
    [`${result.name}: response bytes`]: result.responseBytes,
    [`${result.name}: host calls`]: calls,
  };
}

function fuelBounds(figures: GuestFigures): Bounds {
  const { corpus, growth, rejections, series, evidence, cursor, repeat } =
    figures;
  const entries: [string, number][] = [
    ...[...corpus, ...growth, ...rejections].map(
      ({ name, fuel }): [string, number] => [`${name}: fuel`, fuel],
    ),
    ...series.flatMap(({ name, points }) =>
      points.map(({ bytes, fuel }): [string, number] => [
        `${name} of ${bytes} bytes: fuel`,
        fuel,
      ]),
    ),
    ...evidence.flatMap((one): [string, number][] => [
      [`evidence, ${one.name}: fuel`, one.fuel],
      [`evidence, ${one.name}: extra host calls`, one.extraHostCalls],
    ]),
    ...cursor.map(({ name, fuel }): [string, number] => [
      `cursor, ${name}: fuel`,
      fuel,
    ]),
    ['start: fuel', corpus[0]?.startFuel ?? 0],
    ['start: memory bytes', corpus[0]?.startBytes ?? 0],
    ['repeated call: fuel', repeat.fuelLast],
    ['repeated call: memory bytes', repeat.memoryLast],
  ];
  return Object.fromEntries(entries);
}

/** All figures that have a bound. */
export function boundsOf(figures: GuestFigures): Bounds {
  return Object.assign(
    sizeBounds(figures.sizes),
    ...[...figures.corpus, ...figures.growth, ...figures.rejections].map(
      caseBounds,
    ),
    fuelBounds(figures),
  ) as Bounds;
}

/**
 * What got worse than its bound by more than 5 %, or has none, a line each.
 * Bounds without a figure are left to the caller, who may measure a part.
 */
export function regressions(measured: Bounds, recorded: Bounds): string[] {
  return Object.entries(measured).flatMap(([name, value]) => {
    const bound = recorded[name];
    if (bound === undefined) return [`${name} is ${value}, without a bound`];
    if (value <= bound * TOLERANCE) return [];
    const percent = ((value / bound - 1) * 100).toFixed(1);
    return [`${name} is ${value}, bound ${bound} (+${percent} %)`];
  });
}
