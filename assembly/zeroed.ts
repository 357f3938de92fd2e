// SPDX-License-Identifier: Apache-2.0

/** A new object, every field of which is zero, null or false. */
export function zeroed<T>(): T {
  return changetype<T>(zeroes(offsetof<T>()));
}

function zeroes(bytes: usize): usize {
  const block = heap.alloc(bytes);
  memory.fill(block, 0, bytes);
  return block;
}
