// SPDX-License-Identifier: Apache-2.0
/* eslint-disable no-fallthrough -- each piece leads on to the one before */

/**
 * Copies `len` bytes, 16 a piece, and up to 15 bytes more: `to` has that much
 * room, `from` is readable that far, and they do not overlap. Engines that
 * meter instructions charge `memory.copy` for each byte, and this a third.
 */
export function copyBytes(to: usize, from: usize, len: usize): void {
  let pieces = <i32>((len + 15) >> 4);
  do {
    // A round of 5 pieces, or of those that are left.
    switch (pieces) {
      default:
        v128.store(to, v128.load(from, 64), 64);
      case 4:
        v128.store(to, v128.load(from, 48), 48);
      case 3:
        v128.store(to, v128.load(from, 32), 32);
      case 2:
        v128.store(to, v128.load(from, 16), 16);
      case 1:
        v128.store(to, v128.load(from));
      case 0:
    }
    pieces -= 5;
    from += 80;
    to += 80;
  } while (pieces > 0);
}
