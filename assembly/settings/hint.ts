// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { Key, keyName } from './keys';

/** Keys longer than this are no slips of a known one. */
const LONGEST_KEY = 32;

/**
 * The key nearest to a misspelt one, by edit distance of at most 3, among those
 * whose bits are set in `allowed`.
 */
export function nearestKey(ptr: usize, len: i32, allowed: u32): Key {
  if (len > LONGEST_KEY) return Key.Unknown;
  let nearest = Key.Unknown;
  let least = 4;
  for (let key: Key = 1; key <= Key.Path; key++) {
    if ((allowed & (1 << (<u32>key))) == 0) continue;
    const distance = editDistance(ptr, len, keyName(key));
    if (distance < least) {
      least = distance;
      nearest = key;
    }
  }
  return nearest;
}

/** Levenshtein's distance; both at most `LONGEST_KEY` long. */
function editDistance(ptr: usize, len: i32, name: Slice): i32 {
  const row = heap.alloc(LONGEST_KEY + 1);
  for (let i = 0; i <= len; i++) store<u8>(row + <usize>i, <u8>i);
  for (let j = 1; j <= name.len; j++) {
    let diagonal = load<u8>(row);
    store<u8>(row, <u8>j);
    for (let i = 1; i <= len; i++) {
      const above = load<u8>(row + <usize>i);
      const left = load<u8>(row + <usize>(i - 1));
      const same =
        load<u8>(ptr + <usize>(i - 1)) == load<u8>(name.ptr + <usize>(j - 1));
      const best = min(min(above, left) + 1, diagonal + (same ? 0 : 1));
      store<u8>(row + <usize>i, best);
      diagonal = above;
    }
  }
  return load<u8>(row + <usize>len);
}
