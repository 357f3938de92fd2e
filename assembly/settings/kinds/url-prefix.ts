// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';

/**
 * Why a text is no prefix of subject URLs, or an empty string. It must be an
 * absolute http or https URL (RFC 3986) with a host, in the form subjects have:
 * hosts parse it and may crash on anything else, and what they would normalise
 * away (dot segments, upper-case hosts) would silently change its meaning.
 */
export function urlPrefixProblem(text: Slice): Slice {
  let p = text.ptr;
  const end = text.end;
  if (startsWith(p, end, ascii('https://'))) p += 8;
  else if (startsWith(p, end, ascii('http://'))) p += 7;
  else return ascii('must be an absolute http or https URL');
  const host = p;
  for (; p < end && load<u8>(p) != 0x2f; p++) {
    if (!isHostByte(load<u8>(p)))
      return ascii(
        'must have a lower-case host name, and no user name, query or fragment',
      );
  }
  if (p == host || load<u8>(host) == 0x2e || load<u8>(host) == 0x3a)
    return ascii('must have a host');
  if (load<u8>(p - 1) == 0x2e || load<u8>(p - 1) == 0x3a)
    return ascii('ends inside a name');
  return pathProblem(p, end);
}

function pathProblem(p: usize, end: usize): Slice {
  let segment = p + 1;
  for (; p <= end; p++) {
    const byte = p < end ? load<u8>(p) : 0x2f;
    if (byte == 0x2f) {
      if (isDotSegment(segment, p)) return ascii('must have no dot segments');
      segment = p + 1;
    } else if (byte == 0x25) {
      if (p + 2 >= end) return ascii('ends inside a name');
    } else if (byte <= 0x20 || byte >= 0x7f || isExcluded(byte)) {
      return ascii('has a character that no subject URL has');
    }
  }
  return ascii('');
}

/** Lower-case letters, digits, `-`, `.`, and the colon before a port. */
function isHostByte(byte: u8): bool {
  return (
    <u32>(byte - 0x61) < 26 ||
    <u32>(byte - 0x30) < 10 ||
    byte == 0x2d ||
    byte == 0x2e ||
    byte == 0x3a
  );
}

/** `"`, `#`, `<`, `>`, `?`, `\`, `^`, `` ` ``, `{`, `|` and `}`. */
function isExcluded(byte: u8): bool {
  return (
    byte == 0x22 ||
    byte == 0x23 ||
    byte == 0x3c ||
    byte == 0x3e ||
    byte == 0x3f ||
    byte == 0x5c ||
    byte == 0x5e ||
    byte == 0x60 ||
    (byte >= 0x7b && byte <= 0x7d)
  );
}

function isDotSegment(ptr: usize, end: usize): bool {
  if (end <= ptr) return false;
  if (load<u8>(ptr) != 0x2e) return false;
  return ptr + 1 == end || (ptr + 2 == end && load<u8>(ptr, 1) == 0x2e);
}

function startsWith(p: usize, end: usize, prefix: Slice): bool {
  return (
    p + <usize>prefix.len <= end && new Slice(p, prefix.len).equals(prefix)
  );
}
