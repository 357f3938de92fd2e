// SPDX-License-Identifier: Apache-2.0
import { CharCode, find } from '@kubewarden/policy-sdk-assemblyscript/core';

/** The wildcard for any run of characters, also across slashes. */
export const STAR: u32 = CharCode.Asterisk;
/** The wildcard for exactly one character. */
export const ONE: u32 = CharCode.Question;

/** The first wildcard of a text, its end when there is none. */
export function wildcardIn(ptr: usize, end: usize): usize {
  const star = find(ptr, end, CharCode.Asterisk);
  return find(ptr, star, CharCode.Question);
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
        retry = t;
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
    retry = t = nextScalar(retry, tEnd);
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
