// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript/core';

/** Tags that certificates use, with class and construction. */
export const enum Tag {
  Boolean = 0x01,
  Integer = 0x02,
  BitString = 0x03,
  OctetString = 0x04,
  ObjectIdentifier = 0x06,
  Utf8String = 0x0c,
  PrintableString = 0x13,
  Ia5String = 0x16,
  UtcTime = 0x17,
  GeneralizedTime = 0x18,
  Sequence = 0x30,
  Set = 0x31,
  /** Context-specific; add the number. */
  Context = 0x80,
  ContextConstructed = 0xa0,
}

/** The first byte of a length in three bytes, enough for 16 MiB. */
const MOST_LENGTH_BYTES: usize = 0x83;

/**
 * Walks DER (X.690) as X.509 uses it: one-byte tags and definite lengths in
 * their shortest form. Nesting is the caller's, so that nothing recurses:
 *
 *     const der = Der.over(bytes);
 *     const outer = der.enter(Tag.Sequence);
 *     der.read(Tag.Integer);
 *     der.leave(outer);
 *     return der.finished;
 *
 * Errors are sticky: after the first, `failed` is true, every element is empty,
 * and no walk is `finished`; till then nothing that was read counts. The walk
 * is then at address 0, where no element fits before the end.
 */
@final
@unmanaged
export class Der {
  private constructor(
    /** Address of the next element. */
    public position: usize,
    /** Address behind the elements that can be read. */
    public end: usize,
  ) {}

  /** Starts with these bytes, which are readable 15 bytes past their end. */
  static over(bytes: Slice): Der {
    return new Der(bytes.ptr, bytes.end);
  }

  /** Whether something was malformed. */
  get failed(): bool {
    return this.end == 0;
  }

  /** Whether elements are left; not after an error. */
  get hasMore(): bool {
    return this.position < this.end;
  }

  /** Whether all was read, and nothing was malformed. */
  get finished(): bool {
    return this.position == this.end && !this.failed;
  }

  /** Whether an element with this tag is next. */
  isAt(tag: u32): bool {
    const p = this.position;
    return p < this.end && <u32>load<u8>(p) == tag;
  }

  /** Steps over the element that must be next; returns where its contents are. */
  read(tag: u32): usize {
    const p = this.position;
    const end = this.end;
    if (<u32>load<u8>(p) != tag) return this.fail();
    let content = p + 2;
    let size = <usize>load<u8>(p, 1);
    if (size >= 0x80) {
      // The shortest form begins with no zero, and one byte is used from 128 on.
      if (size > MOST_LENGTH_BYTES || load<u8>(content) == 0)
        return this.fail();
      const lengthEnd = content + (size - 0x80);
      for (size = 0; content < lengthEnd; content++)
        size = (size << 8) | (<usize>load<u8>(content));
      if (size < 0x80) return this.fail();
    }
    // Behind the end less than nothing is left.
    if (<isize>size > <isize>(end - content)) return this.fail();
    this.position = content + size;
    return content;
  }

  /** Steps over the next element if it has this tag. */
  skip(tag: u32): void {
    if (this.isAt(tag)) this.read(tag);
  }

  /** Reads an element, tag and length included. */
  element(tag: u32): Slice {
    const start = this.position;
    this.read(tag);
    return this.since(start);
  }

  /** Reads the contents of an element. */
  contents(tag: u32): Slice {
    return this.since(this.read(tag));
  }

  /** Reads an element of one byte, with its sign. */
  byte(tag: u32): i32 {
    const content = this.read(tag);
    if (this.position - content == 1) return <i32>load<i8>(content);
    this.fail();
    return 0;
  }

  /** Goes inside an element; returns what `leave` takes. */
  enter(tag: u32): usize {
    const outerEnd = this.end;
    const content = this.read(tag);
    this.end = this.position;
    this.position = content;
    return outerEnd;
  }

  /** Passes over what is left in the element entered last. */
  skipRest(): void {
    this.position = this.end;
  }

  /** Goes behind the element entered last, all of which must have been read. */
  leave(outerEnd: usize): void {
    if (this.position != this.end) this.fail();
    else if (!this.failed) this.end = outerEnd;
  }

  /** Records an error; returns the position, where nothing follows. */
  fail(): usize {
    this.position = 0;
    this.end = 0;
    return 0;
  }

  /** The bytes from an address up to the position; none after an error. */
  since(start: usize): Slice {
    return new Slice(start, max(<i32>(this.position - start), 0));
  }
}
