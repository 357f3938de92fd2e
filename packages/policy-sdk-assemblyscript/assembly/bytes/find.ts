// SPDX-License-Identifier: Apache-2.0
import { CharCode } from './char-code';
import { Lanes } from './lanes';
import { Slice } from './slice';

/**
 * Address of the first byte `c` in `start..end`, else `end`. 16 bytes a step: as
 * many are readable behind `end`.
 */
export function find(start: usize, end: usize, c: i32): usize {
  return findRange(start, end, c, 1);
}

/**
 * Address of the first byte in `start..end` that is `first` or one of the
 * `count` bytes from there on, else `end`; reads as {@link find} does.
 */
export function findRange(
  start: usize,
  end: usize,
  first: i32,
  count: i32,
): usize {
  assert(start <= end);
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
  return find(start, end, c) < end;
}

/** The first ASCII capital in `start..end`, else `end`. */
export function findCapital(start: usize, end: usize): usize {
  return findRange(start, end, CharCode.A, 26);
}

/** Whether an ASCII capital is in `start..end`; reads as {@link find} does. */
export function hasCapital(start: usize, end: usize): bool {
  return findCapital(start, end) < end;
}

/**
 * Lower-cases the ASCII letters of the UTF-8 bytes `start..end` in place; reads
 * as {@link find} does.
 */
export function lowerCase(start: usize, end: usize): void {
  let p = start;
  while ((p = findCapital(p, end)) < end) store<u8>(p, load<u8>(p) | 0x20);
}

/**
 * Address of the first place in `start..end` where an ASCII phrase stands, else
 * `end`. Its small letters stand for capitals as well, its capitals for
 * themselves. Reads as {@link find} does; the phrase, of two bytes at least, is
 * readable 16 bytes past its end.
 */
export function findPhrase(start: usize, end: usize, phrase: Slice): usize {
  assert(ASC_NO_ASSERT || (start <= end && phrase.len >= 2));
  const first = v128.load_splat<u8>(phrase.ptr);
  const second = v128.load_splat<u8>(phrase.ptr, 1);
  const len = <usize>phrase.len;
  for (let p = start; p + len <= end; p += 16) {
    let hits =
      Lanes.bits(sameLetters(v128.load(p), first)) &
      Lanes.bits(sameLetters(v128.load(p, 1), second));
    for (; hits != 0; hits &= hits - 1) {
      const at = p + <usize>ctz(hits);
      if (at + len <= end && isPhrase(at, phrase)) return at;
    }
  }
  return end;
}

/** Whether a phrase stands at `p`. */
function isPhrase(p: usize, phrase: Slice): bool {
  for (let i = 0; i < phrase.len; i += 16) {
    const wanted = v128.load(phrase.ptr + <usize>i);
    const others = ~Lanes.bits(sameLetters(v128.load(p + <usize>i), wanted));
    if (ctz(others | (1 << 16)) < min(phrase.len - i, 16)) return false;
  }
  return true;
}

/** The bytes that are the wanted ones, or their capitals. */
function sameLetters(bytes: v128, wanted: v128): v128 {
  // Letters have the bit above the case bit.
  const caseBits = v128.and(i8x16.shr_u(bytes, 1), i8x16.splat(0x20));
  const small = v128.or(bytes, caseBits);
  return v128.or(i8x16.eq(bytes, wanted), i8x16.eq(small, wanted));
}
