// SPDX-License-Identifier: Apache-2.0
import {
  allocate,
  copyBytes,
  EMPTY,
  isUtf8,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Der, Tag } from './der';

/** OBJECT IDENTIFIER 2.5.4.3, its three bytes in memory order. */
const COMMON_NAME: u32 = 0x030455;
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
      if (found.len == 0 && isCommonName(type)) found = readString(der);
      der.skipRest();
      der.leave(attribute);
    }
    der.leave(set);
  }
  return isShown(found) ? found : EMPTY;
}

function isCommonName(type: Slice): bool {
  return type.len == 3 && (load<u32>(type.ptr) & 0xffffff) == COMMON_NAME;
}

/** The contents of a string of one of the kinds that are UTF-8 as they are. */
function readString(der: Der): Slice {
  if (der.isAt(Tag.Utf8String)) return der.contents(Tag.Utf8String);
  if (der.isAt(Tag.PrintableString)) return der.contents(Tag.PrintableString);
  if (der.isAt(Tag.Ia5String)) return der.contents(Tag.Ia5String);
  return EMPTY;
}

/** Whether a text is UTF-8 without control characters, and not too long. */
function isShown(text: Slice): bool {
  if (text.len > MOST_NAME_BYTES) return false;
  for (let p = text.ptr; p < text.end; p++) {
    if (load<u8>(p) < 0x20 || load<u8>(p) == 0x7f) return false;
  }
  const copy = allocate(<usize>text.len);
  copyBytes(copy, text.ptr, text.len);
  return isUtf8(copy, <usize>text.len);
}
