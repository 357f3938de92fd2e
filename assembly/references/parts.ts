// SPDX-License-Identifier: Apache-2.0
import { CharCode, find } from '@kubewarden/policy-sdk-assemblyscript/core';

/** Where the last component of a reference or pattern begins. */
export function lastComponent(ptr: usize, end: usize): usize {
  let name = ptr;
  let slash = find(ptr, end, CharCode.Slash);
  while (slash < end) {
    name = slash + 1;
    slash = find(name, end, CharCode.Slash);
  }
  return name;
}

/**
 * Where the part of a reference or pattern begins that is about tags or
 * digests: at the first colon or at sign of its last component; `end` when it
 * has none. What a wildcard may stand for does not count.
 */
export function tagPart(ptr: usize, end: usize): usize {
  const name = lastComponent(ptr, end);
  return find(name, digestPart(name, end), CharCode.Colon);
}

/** Where the digest part begins, at an at sign from `part` on; else `end`. */
export function digestPart(part: usize, end: usize): usize {
  return find(part, end, CharCode.At);
}
