// SPDX-License-Identifier: Apache-2.0

/** Tags of X.690 that certificates use, with class and construction. */
export const enum Tag {
  Boolean = 0x01,
  Integer = 0x02,
  BitString = 0x03,
  OctetString = 0x04,
  ObjectIdentifier = 0x06,
  UtcTime = 0x17,
  GeneralizedTime = 0x18,
  Sequence = 0x30,
  Set = 0x31,
  /** Context-specific 0; add the number, and 0x20 when constructed. */
  Context = 0x80,
}

/**
 * Walks DER (X.690): one-byte tags, definite lengths in their shortest form,
 * nothing beyond the enclosing element. `next` moves along one level, `enter`
 * and `leave` go down and up again, so that nothing recurses.
 */
@final
@unmanaged
export class DerReader {
  /** Tag of the element just read. */
  tag: u32;
  /** Address of its first byte, the tag. */
  start: usize;
  /** Address of its contents. */
  content: usize;
  /** Bytes of its contents. */
  size: i32;
  /** Address behind the element: where the next one begins. */
  position: usize;
  /** Address behind the last element of this level. */
  end: usize;

  constructor(ptr: usize, len: i32) {
    this.tag = 0;
    this.start = ptr;
    this.content = ptr;
    this.size = 0;
    this.position = ptr;
    this.end = ptr + <usize>len;
  }

  /** Reads the next element; false at the end of the level or when malformed. */
  next(): bool {
    const start = this.position;
    const end = this.end;
    if (start + 2 > end) return false;
    const tag = <u32>load<u8>(start);
    let size = <usize>load<u8>(start, 1);
    let content = start + 2;
    if (size >= 0x80) {
      // 2 GiB cannot occur, so four bytes of length are one too many.
      const bytes = size & 0x7f;
      if (bytes == 0 || bytes > 3 || content + bytes > end) return false;
      size = 0;
      for (const from = content; content < from + bytes; content++) {
        size = (size << 8) | (<usize>load<u8>(content));
      }
      const least: usize = bytes == 1 ? 0x80 : (<usize>1) << ((bytes - 1) << 3);
      if (size < least) return false;
    }
    if (size > end - content || (tag & 0x1f) == 0x1f) return false;
    this.tag = tag;
    this.start = start;
    this.content = content;
    this.size = <i32>size;
    this.position = content + size;
    return true;
  }

  /** Reads the next element; false unless it has this tag. */
  expect(tag: u32): bool {
    return this.next() && this.tag == tag;
  }

  /** Whether the next element begins with this tag; reads nothing. */
  sees(tag: u32): bool {
    return this.position < this.end && load<u8>(this.position) == <u8>tag;
  }

  /** Goes into the element just read; returns what `leave` needs. */
  enter(): usize {
    const outer = this.end;
    this.end = this.position;
    this.position = this.content;
    return outer;
  }

  /** Reads the next element and goes into it; 0 unless it has this tag. */
  open(tag: u32): usize {
    return this.expect(tag) ? this.enter() : 0;
  }

  /** Goes up again; false when elements of the inner level are left. */
  leave(outer: usize): bool {
    if (this.position != this.end) return false;
    this.end = outer;
    return true;
  }
}
