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
 *     Der.begin(bytes);
 *     const outer = Der.enter(Tag.Sequence);
 *     Der.read(Tag.Integer);
 *     Der.leave(outer);
 *     return Der.finished;
 *
 * There is one walk at a time. Errors are sticky: after the first the walk is
 * behind the end and never gets to be `finished`; till then nothing that it
 * returned may be looked at.
 */
@final
export class Der {
  /** Address of the next element. */
  static position: usize = 0;
  /** Address behind the elements that can be read. */
  static end: usize = 0;

  /** Starts with these bytes, which are readable 15 bytes past their end. */
  static begin(bytes: Slice): void {
    Der.position = bytes.ptr;
    Der.end = bytes.end;
  }

  /** Whether elements are left; not after an error. */
  static get hasMore(): bool {
    return Der.position < Der.end;
  }

  /** Whether all was read, and nothing was malformed. */
  static get finished(): bool {
    return Der.position == Der.end;
  }

  /** Whether an element with this tag is next. */
  static isAt(tag: u32): bool {
    return Der.hasMore && <u32>load<u8>(Der.position) == tag;
  }

  /** Steps over the element that must be next; returns where its contents are. */
  static read(tag: u32): usize {
    const p = Der.position;
    const end = Der.end;
    if (<u32>load<u8>(p) != tag) return Der.fail();
    let content = p + 2;
    let size = <usize>load<u8>(p, 1);
    if (size >= 0x80) {
      // The shortest form begins with no zero, and one byte is used from 128 on.
      if (size > MOST_LENGTH_BYTES || load<u8>(content) == 0) return Der.fail();
      const lengthEnd = content + (size - 0x80);
      for (size = 0; content < lengthEnd; content++)
        size = (size << 8) | (<usize>load<u8>(content));
      if (size < 0x80) return Der.fail();
    }
    // Behind the end less than nothing is left.
    if (<isize>size > <isize>(end - content)) return Der.fail();
    Der.position = content + size;
    return content;
  }

  /** Steps over the next element if it has this tag. */
  static skip(tag: u32): void {
    if (Der.isAt(tag)) Der.read(tag);
  }

  /** Reads an element, tag and length included. */
  static element(tag: u32): Slice {
    const start = Der.position;
    Der.read(tag);
    return new Slice(start, <i32>(Der.position - start));
  }

  /** Reads the contents of an element. */
  static contents(tag: u32): Slice {
    const start = Der.read(tag);
    return new Slice(start, <i32>(Der.position - start));
  }

  /** Reads an element of one byte, with its sign. */
  static byte(tag: u32): i32 {
    const content = Der.read(tag);
    if (Der.position - content == 1) return <i32>load<i8>(content);
    return <i32>Der.fail();
  }

  /**
   * Goes inside an element; returns what `leave` takes. After an error nothing
   * is inside, and `leave` is still behind the outer end.
   */
  static enter(tag: u32): usize {
    const outerEnd = Der.end;
    const content = Der.read(tag);
    Der.end = Der.position;
    Der.position = content;
    return outerEnd;
  }

  /** Passes over what is left in the element entered last. */
  static skipRest(): void {
    if (Der.hasMore) Der.position = Der.end;
  }

  /** Goes behind the element entered last, all of which must have been read. */
  static leave(outerEnd: usize): void {
    const failed = !Der.finished;
    Der.end = outerEnd;
    if (failed) Der.fail();
  }

  /** Records an error; returns the position. */
  static fail(): usize {
    return (Der.position = Der.end + 1);
  }
}
