// SPDX-License-Identifier: Apache-2.0
import {
  EMPTY,
  isUtf8,
  PADDING_BYTES,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Der, Tag } from './der';

/** Nobody's name is longer (RFC 5280 allows 64 characters). */
const MOST_NAME_BYTES: i32 = 256;

/**
 * The first common name of a distinguished name, to be shown: one line of
 * UTF-8. Empty when there is none that can be shown.
 *
 * @param name - a whole `Name` (RFC 5280, section 4.1.2.4)
 */
export function commonName(name: Slice): Slice {
  let found = EMPTY;
  const der = Der.over(name);
  der.enter(Tag.Sequence);
  while (der.hasMore) {
    const set = der.enter(Tag.Set);
    while (der.hasMore) {
      const attribute = der.enter(Tag.Sequence);
      const type = der.contents(Tag.ObjectIdentifier);
      if (found.len == 0 && type.is('\x55\x04\x03' /* 2.5.4.3 */))
        found = readString(der);
      der.skipRest();
      der.leave(attribute);
    }
    der.leave(set);
  }
  return isShown(found) ? found : EMPTY;
}

/** The contents of a string of one of the kinds that are UTF-8 as they are. */
function readString(der: Der): Slice {
  const tag = <u32>load<u8>(der.position);
  return tag == Tag.Utf8String ||
    tag == Tag.PrintableString ||
    tag == Tag.Ia5String
    ? der.contents(tag)
    : EMPTY;
}

/** Whether a text is UTF-8 without control characters, and not too long. */
function isShown(text: Slice): bool {
  if (text.len > MOST_NAME_BYTES) return false;
  for (let p = text.ptr; p < text.end; p++) {
    if (load<u8>(p) < 0x20 || load<u8>(p) == 0x7f) return false;
  }
  // It may be last in memory.
  heap.alloc(PADDING_BYTES);
  return isUtf8(text.ptr, <usize>text.len);
}
