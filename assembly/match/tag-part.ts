// SPDX-License-Identifier: Apache-2.0
import { CharCode, find } from '@kubewarden/policy-sdk-assemblyscript/core';

/**
 * Where the part of a pattern begins that is about tags or digests: at the
 * first colon or at sign of its last component; `end` when it has none. What a
 * wildcard may stand for does not count.
 */
export function tagPart(ptr: usize, end: usize): usize {
  let part = end;
  for (let p = end; p > ptr;) {
    const c = load<u8>(--p);
    if (c == CharCode.Slash) break;
    if (c == CharCode.Colon || c == CharCode.At) part = p;
  }
  return part;
}

/** Where the digest part begins, at an at sign from `part` on; else `end`. */
export function digestPart(part: usize, end: usize): usize {
  return find(part, end, CharCode.At, 1);
}
