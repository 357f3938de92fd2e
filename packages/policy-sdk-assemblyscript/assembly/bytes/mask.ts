// SPDX-License-Identifier: Apache-2.0

/**
 * The high bits of 64 bytes, the first byte's lowest. Inlined: it is a few
 * instructions in the middle of loops that read every byte of a request.
 */
// @ts-ignore: decorator
@inline
export function mask64(a: v128, b: v128, c: v128, d: v128): u64 {
  const low = i8x16.bitmask(a) | (i8x16.bitmask(b) << 16);
  const high = i8x16.bitmask(c) | (i8x16.bitmask(d) << 16);
  return (<u64>(<u32>low)) | ((<u64>(<u32>high)) << 32);
}
