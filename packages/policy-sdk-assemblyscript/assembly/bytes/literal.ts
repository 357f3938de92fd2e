// SPDX-License-Identifier: Apache-2.0
import { Slice } from './slice';

/**
 * Copies an ASCII string as bytes to `to`, 16 characters a step, and returns
 * the address behind them. `to` must have room for 15 bytes more. String
 * literals are UTF-16 in AssemblyScript; this is how they become UTF-8.
 */
export function copyLiteral(to: usize, text: string): usize {
  const from = changetype<usize>(text);
  const len = <usize>text.length;
  for (let i: usize = 0; i < len; i += 16) {
    v128.store(
      to + i,
      i8x16.narrow_i16x8_u(
        v128.load(from + (i << 1)),
        v128.load(from + (i << 1), 16),
      ),
    );
  }
  return to + len;
}

/** The bytes of an ASCII string. */
export function ascii(text: string): Slice {
  const ptr = heap.alloc(<usize>text.length + 16);
  copyLiteral(ptr, text);
  return new Slice(ptr, text.length);
}

/**
 * Whether the bytes are those of an ASCII string, 16 a step. Both may be read
 * up to 15 characters past their ends.
 */
export function equalsLiteral(ptr: usize, len: i32, text: string): bool {
  if (len != text.length) return false;
  let from = changetype<usize>(text);
  while (true) {
    const differences = ~i8x16.bitmask(
      i8x16.eq(
        v128.load(ptr),
        i8x16.narrow_i16x8_u(v128.load(from), v128.load(from, 16)),
      ),
    );
    if (len <= 16) return (differences & ((1 << len) - 1)) == 0;
    if ((differences & 0xffff) != 0) return false;
    ptr += 16;
    from += 32;
    len -= 16;
  }
}
