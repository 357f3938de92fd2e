// SPDX-License-Identifier: Apache-2.0

/** Milliseconds on a clock that all threads share and nobody sets. */
export function sharedClockMs(): number {
  const [seconds, nanos] = process.hrtime();
  return seconds * 1000 + nanos / 1e6;
}
