// SPDX-License-Identifier: Apache-2.0

/**
 * Copies `len` bytes, 64 a step, and up to 15 bytes more: `to` has that much
 * room, `from` is readable that far, and they do not overlap. Engines that
 * meter instructions charge `memory.copy` for each byte, and this a third.
 */
export function copyBytes(to: usize, from: usize, len: usize): void {
  const end = from + len;
  while (from + 64 <= end) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    v128.store(to, v128.load(from, 32), 32);
    v128.store(to, v128.load(from, 48), 48);
    from += 64;
    to += 64;
  }
  while (from < end) {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  }
}
