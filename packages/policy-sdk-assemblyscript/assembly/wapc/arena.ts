// SPDX-License-Identifier: Apache-2.0

// One arena a call. The `stub` runtime's allocator only ever moves up; setting
// it back when a call begins frees all that the previous call made. Objects
// made while the module started (an author's globals) stay.

/** Blocks of the stub runtime carry their size in the 4 bytes before them. */
const HEADER_BYTES: usize = 4;
const ALIGN_MASK: usize = 15;
const PAGE_SHIFT: u64 = 16;
const PAGE_MASK: usize = 0xffff;

/**
 * Zero bytes kept readable behind every buffer a scanner may read:
 *
 *     buffer              end                   end + 64
 *     | payload or answer | zeroes              |
 *
 * Scanners load 16 or 64 bytes at any address below the end, and ignore what
 * lies behind it. Since zero is no character of JSON, most need not even look
 * where the end is.
 */
export const PADDING_BYTES: usize = 64;

/** Loaded where they are stored often: as a constant they are code each time. */
const ZEROES = memory.data(16);

/** Bytes of blocks made while the module started; -1 before the first call. */
let startBytes: isize = -1;

/** Frees all that earlier calls allocated. */
export function beginCall(): void {
  const first: usize = (__heap_base + HEADER_BYTES + ALIGN_MASK) & ~ALIGN_MASK;
  if (startBytes < 0) startBytes = heap.alloc(0) - first;
  heap.reset();
  if (startBytes == 0) return;
  // One block over all start-time ones; the first one's own size is put back
  // so that it can still be reallocated.
  const size = load<u32>(first - HEADER_BYTES);
  heap.alloc(startBytes);
  store<u32>(first - HEADER_BYTES, size);
}

/**
 * Makes room for a buffer of `bytes`, growing memory to just that where the
 * allocator would double it. False when the host grants no more memory.
 */
export function reserve(bytes: usize): bool {
  const end: u64 = <u64>heap.alloc(0) + <u64>bytes + 2 * <u64>ALIGN_MASK;
  const missing = <i32>(end >> PAGE_SHIFT) + 1 - memory.size();
  return missing <= 0 || memory.grow(missing) >= 0;
}

/**
 * A buffer of `bytes` that lives until the call ends, with `PADDING_BYTES`
 * zeroes behind it so that 16-byte loads at its end read nothing stale. Zero
 * when the host grants no more memory, or the bytes are too many to be
 * counted with an `i32`.
 */
export function allocate(bytes: usize): usize {
  if (bytes > PAGE_MASK && (<i32>bytes < 0 || !reserve(bytes + PADDING_BYTES)))
    return 0;
  const buffer = heap.alloc(bytes + PADDING_BYTES);
  pad(buffer + bytes);
  return buffer;
}

/**
 * A block of zeroes, to be an object with many fields: a store to each takes
 * seven bytes of code. All blocks are as large as the largest may be.
 */
export function zeroes(bytes: usize): usize {
  assert(bytes <= PADDING_BYTES);
  const block = heap.alloc(PADDING_BYTES);
  pad(block);
  return block;
}

/** Frees all but the first bytes of the buffer that was allocated last. */
export function shorten(buffer: usize, bytes: usize): void {
  heap.realloc(buffer, bytes + PADDING_BYTES);
  pad(buffer + bytes);
}

function pad(end: usize): void {
  const zero = v128.load(ZEROES);
  v128.store(end, zero);
  v128.store(end, zero, 16);
  v128.store(end, zero, 32);
  v128.store(end, zero, 48);
}
