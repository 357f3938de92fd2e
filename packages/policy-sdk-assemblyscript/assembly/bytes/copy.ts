// SPDX-License-Identifier: Apache-2.0

/**
 * Copies `len` bytes, 128 a step, and up to 15 bytes more: `to` has that much
 * room, `from` is readable that far, and they do not overlap. Engines that
 * meter instructions charge `memory.copy` for each byte, and this a third.
 */
export function copyBytes(to: usize, from: usize, len: usize): void {
  const end = from + len;
  while (from + 128 <= end) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    v128.store(to, v128.load(from, 32), 32);
    v128.store(to, v128.load(from, 48), 48);
    v128.store(to, v128.load(from, 64), 64);
    v128.store(to, v128.load(from, 80), 80);
    v128.store(to, v128.load(from, 96), 96);
    v128.store(to, v128.load(from, 112), 112);
    from += 128;
    to += 128;
  }
  while (from + 32 <= end) {
    v128.store(to, v128.load(from));
    v128.store(to, v128.load(from, 16), 16);
    from += 32;
    to += 32;
  }
  while (from < end) {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  }
}
