// SPDX-License-Identifier: Apache-2.0

/**
 * Whether two runs of bytes are equal, 16 a step. Both may be read up to 15
 * bytes past their ends.
 */
export function equalBytes(a: usize, aLen: i32, b: usize, bLen: i32): bool {
  if (aLen != bLen) return false;
  let rest = aLen;
  while (true) {
    const differences = ~i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b)));
    if (rest <= 16) return (differences & ((1 << rest) - 1)) == 0;
    if ((differences & 0xffff) != 0) return false;
    a += 16;
    b += 16;
    rest -= 16;
  }
}
