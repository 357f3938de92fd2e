// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';

/** `-----BEG`, the first bytes of a PEM boundary that opens a block. */
const BEGIN: u64 = 0x4745422d2d2d2d2d;

/**
 * The PEM block that starts at `ptr`, with the text before the next one. All
 * has been checked when the settings were validated; here blocks are only told
 * apart, for the host takes one certificate an element.
 */
export function nextPemBlock(ptr: usize, end: usize): Slice {
  for (let p = ptr + 1; p < end; p += 16) {
    let dashes = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(0x2d)));
    for (; dashes != 0; dashes &= dashes - 1) {
      const at = p + <usize>ctz(dashes);
      if (at + 8 <= end && load<u64>(at) == BEGIN && at > ptr)
        return new Slice(ptr, <i32>(at - ptr));
    }
  }
  return new Slice(ptr, <i32>(end - ptr));
}
