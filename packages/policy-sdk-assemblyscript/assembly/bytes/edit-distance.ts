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
  assert(len <= LONGEST_NAME_BYTES && otherLen <= LONGEST_NAME_BYTES);
  const row = heap.alloc(LONGEST_NAME_BYTES + 1);
  for (let i = 0; i <= len; i++) store<u8>(row + <usize>i, i);
  for (let j = 0; j < otherLen; j++) {
    const byte = load<u8>(other + <usize>j);
    let diagonal = <u32>j;
    store<u8>(row, j + 1);
    for (let i = 0; i < len; i++) {
      const left = row + <usize>i;
      const above: u32 = load<u8>(left, 1);
      const replaced = diagonal + <u32>(load<u8>(ptr + <usize>i) != byte);
      const shorter = min(above, <u32>load<u8>(left));
      store<u8>(left, min(shorter + 1, replaced), 1);
      diagonal = above;
    }
  }
  return load<u8>(row + <usize>len);
}
