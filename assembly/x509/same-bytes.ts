// SPDX-License-Identifier: Apache-2.0

/** Whether two runs of bytes are equal; 16 bytes a step. */
export function sameBytes(a: usize, aLen: i32, b: usize, bLen: i32): bool {
  if (aLen != bLen) return false;
  if (aLen < 16) return memory.compare(a, b, <usize>aLen) == 0;
  // The last step overlaps the one before where 16 does not divide the length.
  const last = <usize>aLen - 16;
  for (let i: usize = 0; i < last; i += 16) {
    if (v128.any_true(v128.xor(v128.load(a + i), v128.load(b + i)))) {
      return false;
    }
  }
  return !v128.any_true(v128.xor(v128.load(a + last), v128.load(b + last)));
}
