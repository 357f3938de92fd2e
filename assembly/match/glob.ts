// SPDX-License-Identifier: Apache-2.0
import { CharCode, find } from '@kubewarden/policy-sdk-assemblyscript/core';

/** The wildcard for any run of characters, also across slashes. */
export const STAR: u32 = CharCode.Asterisk;
/** The wildcard for exactly one character. */
export const ONE: u32 = CharCode.Question;

/** The first wildcard of a text, its end when there is none. */
export function wildcardIn(ptr: usize, end: usize): usize {
  const star = find(ptr, end, CharCode.Asterisk, 1);
  return find(ptr, star, CharCode.Question, 1);
}

/**
 * Whether the pattern `p..pEnd` matches the whole text `t..tEnd`: `*` is any
 * run, `?` one Unicode scalar, everything else itself. Both are UTF-8. Only the
 * last star is ever retried, so the work is at most the product of both
 * lengths; nothing is allocated. Sixteen bytes behind the text must be
 * readable.
 *
 * @see https://docs.rs/wildmatch
 */
export function glob(p: usize, pEnd: usize, t: usize, tEnd: usize): bool {
  assert(p <= pEnd && t <= tEnd);
  let star: usize = 0;
  let retry: usize = 0;
  while (t < tEnd) {
    if (p < pEnd) {
      const c = <u32>load<u8>(p);
      if (c == STAR) {
        star = ++p;
        if (p == pEnd) return true;
        retry = t = candidate(p, pEnd, t, tEnd);
        continue;
      }
      if (c == ONE) {
        ++p;
        t = nextScalar(t, tEnd);
        continue;
      }
      if (c == <u32>load<u8>(t)) {
        ++p;
        ++t;
        continue;
      }
    }
    if (star == 0) return false;
    p = star;
    retry = t = candidate(p, pEnd, nextScalar(retry, tEnd), tEnd);
  }
  while (p < pEnd && <u32>load<u8>(p) == STAR) ++p;
  return p == pEnd;
}

/** The start of the scalar behind the one at `t`, at most `end`. */
function nextScalar(t: usize, end: usize): usize {
  do ++t;
  while (t < end && (load<u8>(t) & 0xc0) == 0x80);
  return t;
}

/**
 * The first position from `t` on where the pattern behind a star can go on:
 * where its next two bytes are (a wildcard being any), `end` when nowhere.
 */
function candidate(p: usize, pEnd: usize, t: usize, end: usize): usize {
  const c = <u32>load<u8>(p);
  if (c == ONE || c == STAR) return t;
  const d = p + 1 < pEnd ? <u32>load<u8>(p, 1) : STAR;
  const any = d == ONE || d == STAR ? 0xffff : 0;
  const first = i8x16.splat(<i8>c);
  const second = i8x16.splat(<i8>d);
  for (; t < end; t += 16) {
    const next = i8x16.bitmask(i8x16.eq(v128.load(t, 1), second)) | any;
    const hits = i8x16.bitmask(i8x16.eq(v128.load(t), first)) & next;
    if (hits) {
      t += <usize>ctz(hits);
      break;
    }
  }
  return t < end ? t : end;
}
