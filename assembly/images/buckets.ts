// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';

const MULTIPLIER: u64 = 0x9e3779b97f4a7c15; // 2^64 / golden ratio

/**
 * Elements of a chain that are looked at. Without intent few chains have more
 * than a handful; names made to share a chain must not cost their square.
 */
export const LONGEST_CHAIN = 64;

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
  for (; p + 8 <= bytes.end; p += 8) {
    sum = (sum ^ load<u64>(p)) * MULTIPLIER;
    sum ^= sum >> 29;
  }
  if (p < bytes.end) {
    // What lies behind the end is masked away.
    const bits = (<u64>(bytes.end - p)) << 3;
    sum = (sum ^ (load<u64>(p) & ~(u64.MAX_VALUE << bits))) * MULTIPLIER;
  }
  return <u32>(sum >> 32);
}
