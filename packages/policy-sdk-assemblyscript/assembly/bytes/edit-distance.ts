// SPDX-License-Identifier: Apache-2.0

/** Longer texts are no slips of a known name, and are never compared. */
export const LONGEST_NAME_BYTES = 32;

/**
 * Levenshtein's distance of two texts in bytes: how many must be inserted,
 * removed or replaced to make one of the other. Both are at most
 * `LONGEST_NAME_BYTES` long.
 */
export function editDistance(
  ptr: usize,
  len: i32,
  other: usize,
  otherLen: i32,
): i32 {
  const row = heap.alloc(LONGEST_NAME_BYTES + 1);
  for (let i = 0; i <= len; i++) store<u8>(row + <usize>i, <u8>i);
  for (let j = 1; j <= otherLen; j++) {
    let diagonal = load<u8>(row);
    store<u8>(row, <u8>j);
    for (let i = 1; i <= len; i++) {
      const above = load<u8>(row + <usize>i);
      const left = load<u8>(row + <usize>(i - 1));
      const same =
        load<u8>(ptr + <usize>(i - 1)) == load<u8>(other + <usize>(j - 1));
      const best = min(min(above, left) + 1, diagonal + (same ? 0 : 1));
      store<u8>(row + <usize>i, best);
      diagonal = above;
    }
  }
  return load<u8>(row + <usize>len);
}
