// SPDX-License-Identifier: Apache-2.0
import { copyBytes } from '../bytes/copy';
import { Slice } from '../bytes/slice';

/** An edit: old address, old bytes, new address, new bytes. */
const EDIT_BYTES: usize = 16;

/**
 * Replacements in a document, in the order of their places. The document
 * itself is never changed: `writeTo` makes the copy, so that all that is not
 * replaced stays as it was, byte for byte.
 */
@final
@unmanaged
export class Edits {
  private entries: usize;
  private capacity: i32;
  /** Number of replacements. */
  count: i32;
  /** By how many bytes the copy is longer than the document. */
  growth: i32;

  constructor(capacity: i32 = 8) {
    this.entries = heap.alloc(<usize>capacity * EDIT_BYTES);
    this.capacity = capacity;
    this.count = 0;
    this.growth = 0;
  }

  /**
   * Replaces `old`, which are bytes of the document (none to insert before
   * `old.ptr`), by `text`. Calls may come in any order; false, and nothing is
   * replaced, when `old` overlaps with an earlier call's.
   */
  replace(old: Slice, text: Slice): bool {
    let i = this.count;
    while (i > 0 && load<u32>(this.entry(i - 1)) > <u32>old.ptr) i--;
    if (i > 0) {
      const before = this.entry(i - 1);
      if (load<u32>(before) + load<u32>(before, 4) > <u32>old.ptr) return false;
    }
    if (i < this.count && load<u32>(this.entry(i)) < <u32>old.end) return false;
    if (this.count == this.capacity) this.grow();
    const entry = this.entry(i);
    memory.copy(
      entry + EDIT_BYTES,
      entry,
      <usize>(this.count - i) * EDIT_BYTES,
    );
    store<u32>(entry, <u32>old.ptr);
    store<i32>(entry, old.len, 4);
    store<u32>(entry, <u32>text.ptr, 8);
    store<i32>(entry, text.len, 12);
    this.count++;
    this.growth += text.len - old.len;
    return true;
  }

  private entry(index: i32): usize {
    return this.entries + <usize>index * EDIT_BYTES;
  }

  private grow(): void {
    const used = <usize>this.count * EDIT_BYTES;
    const entries = heap.alloc(used << 1);
    memory.copy(entries, this.entries, used);
    this.entries = entries;
    this.capacity <<= 1;
  }

  /**
   * Copies `document` with all replacements to `to`, which has room for its
   * bytes, `growth` and 15 bytes more. Returns the address behind the copy.
   */
  writeTo(to: usize, document: Slice): usize {
    let from = document.ptr;
    for (let i = 0; i < this.count; i++) {
      const entry = this.entry(i);
      const old = <usize>load<u32>(entry);
      copyBytes(to, from, old - from);
      to += old - from;
      const len = <usize>load<u32>(entry, 12);
      copyBytes(to, <usize>load<u32>(entry, 8), len);
      to += len;
      from = old + <usize>load<u32>(entry, 4);
    }
    copyBytes(to, from, document.end - from);
    return to + (document.end - from);
  }
}
