// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';

const MULTIPLIER: u64 = 0x9e3779b97f4a7c15; // 2^64 / golden ratio

/**
 * The heads of a hash table's chains, so that objects with very many images
 * cost time in proportion to their size.
 */
@final
@unmanaged
export class Buckets {
  private heads: usize;
  private mask: u32;

  /** For about `count` elements. */
  constructor(count: i32) {
    let size: u32 = 4;
    while (size < <u32>count) size <<= 1;
    this.heads = heap.alloc(<usize>size * sizeof<usize>());
    this.mask = size - 1;
    memory.fill(this.heads, 0, <usize>size * sizeof<usize>());
  }

  /** Address of the head of the chain for a hash. */
  at(hash: u32): usize {
    return this.heads + <usize>(hash & this.mask) * sizeof<usize>();
  }
}

/** A hash of bytes, readable 8 past their end, mixed with another. */
export function hash(bytes: Slice, seed: u32): u32 {
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
