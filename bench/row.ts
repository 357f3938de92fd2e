// SPDX-License-Identifier: Apache-2.0

/** One figure beside its goal. */
export interface Row {
  readonly name: string;
  readonly value: string;
  /** The Rust policy's figure, where there is one. */
  readonly reference?: string;
  /** The reference by the value. */
  readonly ratio?: string;
  readonly goal?: string;
  /** Absent without a goal. */
  readonly met?: boolean;
}

/** Rows that belong together. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

/** A whole number with thousands separators. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** A size; KiB and MiB from 10 KiB on. */
export function bytes(value: number): string {
  if (value < 10_240) return `${count(value)} B`;
  const kib = value / 1024;
  return kib < 10_240 ? `${count(kib)} KiB` : `${count(kib / 1024)} MiB`;
}

/** A figure that must not exceed a limit. */
export function limitRow(
  name: string,
  value: number,
  limit: number,
  format: (value: number) => string,
): Row {
  return {
    name,
    value: format(value),
    goal: `<= ${format(limit)}`,
    met: value <= limit,
  };
}

/** A fuel figure that must be a fraction of the reference. */
export function ratioRow(
  name: string,
  value: number,
  reference: number,
  goal: number,
): Row {
  const ratio = reference / value;
  return {
    name,
    value: count(value),
    reference: count(reference),
    // Rounded down, so that a goal just missed does not look met.
    ratio: `1/${(Math.floor(ratio * 10) / 10).toFixed(1)}`,
    goal: `1/${goal}`,
    met: ratio >= goal,
  };
}
