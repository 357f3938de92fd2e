// SPDX-License-Identifier: Apache-2.0

/**
 * Whether two runs of bytes are equal, 64 a step and then 16. Both may be read
 * up to 15 bytes past their ends.
 */
export function equalBytes(a: usize, aLen: i32, b: usize, bLen: i32): bool {
  assert(aLen >= 0 && bLen >= 0);
  if (aLen != bLen) return false;
  let rest = aLen;
  while (rest > 16) {
    if (rest > 64) {
      const first = v128.or(
        v128.xor(v128.load(a), v128.load(b)),
        v128.xor(v128.load(a, 16), v128.load(b, 16)),
      );
      const second = v128.or(
        v128.xor(v128.load(a, 32), v128.load(b, 32)),
        v128.xor(v128.load(a, 48), v128.load(b, 48)),
      );
      if (v128.any_true(v128.or(first, second))) return false;
      a += 64;
      b += 64;
      rest -= 64;
    } else {
      if (v128.any_true(v128.xor(v128.load(a), v128.load(b)))) return false;
      a += 16;
      b += 16;
      rest -= 16;
    }
  }
  const differences = i8x16.bitmask(i8x16.ne(v128.load(a), v128.load(b)));
  return ctz(differences) >= rest;
}
