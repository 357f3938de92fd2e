// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import {
  LONGEST_NAME_BYTES,
  editDistance,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/edit-distance';
import { equalBytes } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/equal';

// A list of words is one text: each word behind a byte with its length, as DNS
// has labels, and a zero at the end. Words are numbered from 1 on.

/** The n-th word of a list; empty behind the last. */
export function wordAt(words: Slice, n: i32): Slice {
  let p = words.ptr;
  while (--n > 0) p += 1 + <usize>load<u8>(p);
  return new Slice(p + 1, load<u8>(p));
}

/** The number of a text in a list of words, 0 when it is none of them. */
export function findWord(words: Slice, ptr: usize, len: i32): i32 {
  let p = words.ptr;
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
 * The number of the word nearest to a misspelt one, by edit distance of at most
 * 3; 0 when there is none.
 */
export function nearestWord(words: Slice, ptr: usize, len: i32): i32 {
  let nearest = 0;
  let least = len > LONGEST_NAME_BYTES ? 0 : 4;
  for (let n = 1; least > 0; n++) {
    const word = wordAt(words, n);
    if (word.len == 0) break;
    const distance = editDistance(ptr, len, word.ptr, word.len);
    if (distance >= least) continue;
    least = distance;
    nearest = n;
  }
  return nearest;
}
