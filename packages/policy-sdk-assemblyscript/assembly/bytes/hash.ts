// SPDX-License-Identifier: Apache-2.0
import { Slice } from './slice';

const MULTIPLIER: u64 = 0x9e3779b97f4a7c15; // 2^64 / golden ratio

/** A hash of bytes, readable 8 past their end, mixed with another. */
export function hash(bytes: Slice, seed: u32): u32 {
  assert(ASC_NO_ASSERT || bytes.len >= 0);
  let sum: u64 = <u64>seed + <u64>bytes.len;
  let p = bytes.ptr;
  for (let left = bytes.len; left > 0; left -= 8) {
    let part = load<u64>(p);
    // What lies behind the end is masked away.
    if (left < 8) part &= ~(u64.MAX_VALUE << ((<u64>left) << 3));
    sum = (sum ^ part) * MULTIPLIER;
    sum ^= sum >> 29;
    p += 8;
  }
  return <u32>(sum >> 32);
}
