// SPDX-License-Identifier: Apache-2.0
import { CharCode } from './char-code';
import { LONGEST_NAME_BYTES, editDistance } from './edit-distance';
import { equalBytes } from './equal';
import { copyLiteral } from './literal';
import { Slice } from './slice';

// A list of names is one text: each name behind a byte with its length, as DNS
// has labels, and a zero at the end, such as `\x03all\x04none\0`. A list is the
// address of it. Names are numbered from 1 on.

/**
 * The list of names that are written with bars between them, `'all|none'`. The
 * transform `utf8-literals` makes it when the policy is compiled.
 */
export function nameList<T>(text: T): usize {
  if (!isString<T>()) return changetype<usize>(text);
  const string = changetype<string>(text);
  const list = heap.alloc(<usize>string.length + 18);
  const end = copyLiteral(list + 1, string);
  let start = list;
  for (let p = start + 1; p < end; p++) {
    if (load<u8>(p) != CharCode.VerticalBar) continue;
    store<u8>(start, p - start - 1);
    start = p;
  }
  store<u8>(start, end - start - 1);
  store<u8>(end, 0);
  return list;
}

/** The n-th name of a list; empty behind the last. */
export function nameAt(names: usize, n: i32): Slice {
  assert(n > 0);
  let p = names;
  while (--n > 0) p += 1 + <usize>load<u8>(p);
  return new Slice(p + 1, load<u8>(p));
}

/** The number of a text in a list of names, 0 when it is none of them. */
export function findName(names: usize, ptr: usize, len: i32): i32 {
  let p = names;
  let n = 1;
  let size = <i32>load<u8>(p);
  while (size != 0) {
    if (size == len && equalBytes(p + 1, len, ptr, len)) return n;
    p += 1 + <usize>size;
    size = <i32>load<u8>(p);
    n++;
  }
  return 0;
}

/**
 * The number of the name nearest to a misspelt one, by edit distance of at most
 * 3; 0 when there is none.
 */
export function nearestName(names: usize, ptr: usize, len: i32): i32 {
  let nearest = 0;
  let least = len > LONGEST_NAME_BYTES ? 0 : 4;
  for (let n = 1; least > 0; n++) {
    const name = nameAt(names, n);
    if (name.len == 0) break;
    const distance = editDistance(ptr, len, name.ptr, name.len);
    if (distance >= least) continue;
    least = distance;
    nearest = n;
  }
  return nearest;
}
