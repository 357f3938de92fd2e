// SPDX-License-Identifier: Apache-2.0

// An allocator for policies that make no managed objects at run time (strings,
// arrays, classes without `@unmanaged`): a quarter of the instructions. It
// takes the place of the stub runtime's by
//
//   --use __alloc=.../wapc/bump/alloc --use __realloc=.../wapc/bump/realloc
//   --use __reset=.../wapc/bump/reset
//
// and must not be mixed with it: both start at the same address. A module that
// makes managed objects all the same still contains the stub runtime, which is
// what its tests look for.

const ALIGN_MASK: usize = 15;
const PAGE_SHIFT: usize = 16;

/** Where the stub runtime's first block would have its contents. */
const start: usize = (__heap_base + 4 + ALIGN_MASK) & ~ALIGN_MASK;
/** Address of the next block. */
let top: usize = start;
/** The block made last. */
let newest: usize = 0;
/** Address behind the memory that is known to be there. */
let limit: usize = 0;

/** A block of `size` bytes; WebAssembly needs none of them aligned. */
export function alloc(size: usize): usize {
  const block = top;
  newest = block;
  const end = block + size;
  top = end;
  if (end > limit) grow(end);
  return block;
}

/** Makes the newest block larger or smaller in place; moves any other. */
export function realloc(block: usize, size: usize): usize {
  if (block == newest) {
    top = block;
    return alloc(size);
  }
  const moved = alloc(size);
  memory.copy(moved, block, size);
  return moved;
}

/** Frees all blocks. */
export function reset(): void {
  top = start;
}

/** Makes memory reach to `end`; traps when the host grants no more. */
function grow(end: usize): void {
  const pages = <i32>(end >> PAGE_SHIFT) + 1;
  const missing = pages - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
  limit = (<usize>memory.size()) << PAGE_SHIFT;
}
