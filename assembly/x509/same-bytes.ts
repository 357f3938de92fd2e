// SPDX-License-Identifier: Apache-2.0

/** Whether two runs of bytes are equal; 16 or 8 bytes a step. */
export function sameBytes(a: usize, aLen: i32, b: usize, bLen: i32): bool {
  if (aLen != bLen) return false;
  const len = <usize>aLen;
  // Where 16 or 8 do not divide the length, the last step overlaps another.
  if (len >= 16) {
    const last = len - 16;
    for (let i: usize = 0; i < last; i += 16) {
      if (differ(a + i, b + i)) return false;
    }
    return !differ(a + last, b + last);
  }
  if (len < 8) return memory.compare(a, b, len) == 0;
  const last = len - 8;
  return (
    load<u64>(a) == load<u64>(b) && load<u64>(a + last) == load<u64>(b + last)
  );
}

function differ(a: usize, b: usize): bool {
  return v128.any_true(v128.xor(v128.load(a), v128.load(b)));
}
