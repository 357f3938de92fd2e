// SPDX-License-Identifier: Apache-2.0
import { CharCode } from './char-code';
import { Lanes } from './lanes';

/**
 * Address of the first byte in `start..end` that is `first` or one of the
 * `count` bytes from there on, else `end`. 16 bytes a step: as many are
 * readable behind `end`.
 */
export function find(start: usize, end: usize, first: i32, count: i32): usize {
  let p = start;
  do {
    const hits = Lanes.bits(Lanes.from(v128.load(p), first, count));
    if (hits) return min(p + <usize>ctz(hits), end);
    p += 16;
  } while (p < end);
  return end;
}

/** Whether the byte `c` is in `start..end`; reads as {@link find} does. */
export function has(start: usize, end: usize, c: i32): bool {
  return find(start, end, c, 1) < end;
}

/** Whether an ASCII capital is in `start..end`; reads as {@link find} does. */
export function hasCapital(start: usize, end: usize): bool {
  return find(start, end, CharCode.A, 26) < end;
}

/** Lower-cases the ASCII letters of the UTF-8 bytes `start..end` in place. */
export function lowerCase(start: usize, end: usize): void {
  for (let p = start; p < end; ++p) {
    const c = <u32>load<u8>(p);
    if (c - CharCode.A < 26) store<u8>(p, c | 0x20);
  }
}
