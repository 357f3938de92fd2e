// SPDX-License-Identifier: Apache-2.0
import { LONGEST_NAME_BYTES, editDistance } from './edit-distance';
import { equalBytes } from './equal';
import { Slice } from './slice';

// A list of names is one text: each name behind a byte with its length, as DNS
// has labels, and a zero at the end, such as `\x03all\x04none\0`. Names are
// numbered from 1 on.

/** The n-th name of a list; empty behind the last. */
export function nameAt(names: Slice, n: i32): Slice {
  assert(ASC_NO_ASSERT || (n > 0 && load<u8>(names.end - 1) == 0));
  let p = names.ptr;
  while (--n > 0) p += 1 + <usize>load<u8>(p);
  return new Slice(p + 1, load<u8>(p));
}

/** The number of a text in a list of names, 0 when it is none of them. */
export function findName(names: Slice, ptr: usize, len: i32): i32 {
  assert(ASC_NO_ASSERT || load<u8>(names.end - 1) == 0);
  let p = names.ptr;
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
export function nearestName(names: Slice, ptr: usize, len: i32): i32 {
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
