// SPDX-License-Identifier: Apache-2.0
import {
  EMPTY,
  fill,
  Slice,
  wholeCharacters,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/**
 * At most `most` bytes of a text, and dots in place of the rest. Texts come from
 * users, registries and hosts: runs of white space and control characters become
 * single spaces, so that nobody writes lines of their own.
 */
export function oneLine(text: Slice, most: i32): Slice {
  const to = new Writer(128);
  let blank = true;
  for (let p = text.ptr; p < text.end && to.length <= most; p++) {
    const byte = load<u8>(p);
    if (byte <= 0x20 || byte == 0x7f) {
      blank = true;
      continue;
    }
    if (blank && to.length > 0) to.byte(0x20);
    blank = false;
    to.byte(byte);
  }
  return cut(to.slice(), most);
}

/** A text, or its beginning and dots: at most `most` bytes. */
export function cut(text: Slice, most: i32): Slice {
  if (text.len <= most) return text;
  const len = <i32>wholeCharacters(text.ptr, most - 3);
  return fill('%1...', new Slice(text.ptr, len), EMPTY);
}
