// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  EMPTY,
  has,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/**
 * Why a text is no prefix of subject URLs, or an empty string. It must be an
 * absolute http or https URL (RFC 3986) with a host, in the form subjects have:
 * hosts parse it and may crash on anything else, and what they would normalise
 * away (dot segments, upper-case hosts) would silently change its meaning.
 */
export function urlPrefixProblem(text: Slice): Slice {
  let p = text.ptr;
  const end = text.end;
  const http = load<u32>(p) == 0x70747468;
  p += load<u8>(p, 4) == CharCode.s ? 8 : 7;
  // The bytes before it are `://`.
  if (!http || p > end || load<u32>(p - 4) >> 8 != 0x2f2f3a)
    return ascii('must be an absolute http or https URL');
  const host = p;
  while (p < end && load<u8>(p) != CharCode.Slash) {
    if (!isHostByte(load<u8>(p++)))
      return ascii(
        'must have a lower-case host name, and no user name, query or fragment',
      );
  }
  if (p == host || isMark(load<u8>(host))) return ascii('must have a host');
  if (isMark(load<u8>(p - 1))) return ascii('ends inside a name');
  return pathProblem(p, end);
}

/** The same for the path from `p` on, which may be empty. */
function pathProblem(p: usize, end: usize): Slice {
  // What RFC 3986 keeps out of paths, and what begins a query or a fragment.
  const others = ascii('"#<>?\\^`{|}');
  for (; p <= end; p++) {
    const byte = p < end ? <u32>load<u8>(p) : CharCode.Slash;
    if (byte == CharCode.Slash) {
      if (isBehindDots(p)) return ascii('must have no dot segments');
    } else if (byte == CharCode.Percent) {
      if (p + 2 >= end) return ascii('ends inside a name');
    } else if (byte - 0x21 >= 0x5e || has(others.ptr, others.end, <i8>byte)) {
      return ascii('has a character that no subject URL has');
    }
  }
  return EMPTY;
}

/** Lower-case letters, digits, `-`, `.`, and the colon before a port. */
function isHostByte(byte: u32): bool {
  return (
    byte - CharCode.a < 26 ||
    byte - CharCode.Zero < 11 ||
    byte - CharCode.Hyphen < 2
  );
}

/** What parts the names of a host and its port: no name begins or ends so. */
function isMark(byte: u32): bool {
  return byte == CharCode.Dot || byte == CharCode.Colon;
}

/** Whether `/.` or `/..` stands before `p`. */
function isBehindDots(p: usize): bool {
  return load<u16>(p - 2) == 0x2e2f || load<u32>(p - 4) >> 8 == 0x2e2e2f;
}
