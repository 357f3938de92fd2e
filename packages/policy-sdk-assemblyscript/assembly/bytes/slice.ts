// SPDX-License-Identifier: Apache-2.0
import { equalBytes } from './equal';
import { equalsLiteral } from './literal';

/**
 * Bytes in linear memory: an address and a length. Slices own nothing and are
 * dropped with the arena when the call ends.
 */
@final
@unmanaged
export class Slice {
  constructor(
    /** Address of the first byte. */
    public ptr: usize,
    /** Number of bytes. */
    public len: i32,
  ) {}

  /** The bytes from an address up to another. */
  static between(start: usize, end: usize): Slice {
    return new Slice(start, <i32>(end - start));
  }

  /** Address behind the last byte. */
  get end(): usize {
    return this.ptr + <usize>this.len;
  }

  /** Takes bytes off the beginning; there must be as many. */
  drop(bytes: i32): void {
    assert(bytes <= this.len);
    this.ptr += <usize>bytes;
    this.len -= bytes;
  }

  /** Whether the bytes are those of an ASCII literal. */
  is<T>(text: T): bool {
    return equalsLiteral<T>(this.ptr, this.len, text);
  }

  /** Whether both hold the same bytes; readable 15 bytes past their ends. */
  equals(other: Slice): bool {
    return equalBytes(this.ptr, this.len, other.ptr, other.len);
  }

  /** Whether the bytes begin with those of another; readable as for `equals`. */
  beginsWith(prefix: Slice): bool {
    const len = prefix.len;
    return this.len >= len && equalBytes(this.ptr, len, prefix.ptr, len);
  }

  /** The text as a string; the bytes must be valid UTF-8. */
  toString(): string {
    return String.UTF8.decodeUnsafe(this.ptr, <usize>this.len);
  }

  /** The UTF-8 bytes of a string; half surrogate pairs become U+FFFD. */
  static of(text: string): Slice {
    const len = String.UTF8.byteLength(text);
    const ptr = heap.alloc(len + 16);
    String.UTF8.encodeUnsafe(
      changetype<usize>(text),
      text.length,
      ptr,
      false,
      String.UTF8.ErrorMode.REPLACE,
    );
    return new Slice(ptr, len);
  }
}

/** No bytes: one slice for all, which nobody writes to. */
export const EMPTY = changetype<Slice>(memory.data(8));
