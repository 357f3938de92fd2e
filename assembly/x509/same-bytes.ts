// SPDX-License-Identifier: Apache-2.0

/** Whether two runs of bytes are equal; 16 bytes a step. */
export function sameBytes(a: usize, aLen: i32, b: usize, bLen: i32): bool {
  if (aLen != bLen) return false;
  const end = a + <usize>aLen;
  const ahead = b - a;
  while (a + 16 <= end) {
    if (differ(a, a + ahead)) return false;
    a += 16;
  }
  if (a == end) return true;
  // A tail of a longer run is compared with some of the bytes before it.
  if (aLen >= 16) return !differ(end - 16, end - 16 + ahead);
  for (; a < end; a++) {
    if (load<u8>(a) != load<u8>(a + ahead)) return false;
  }
  return true;
}

function differ(a: usize, b: usize): bool {
  return v128.any_true(v128.xor(v128.load(a), v128.load(b)));
}
