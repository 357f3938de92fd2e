// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  EMPTY,
  equalsLiteral,
  find,
  has,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { hexDigit, isAlphanumeric, wholeNumber } from '../../characters';

const MOST_PORT: u64 = 65535;
const HTTP_PORT = 80;
const HTTPS_PORT = 443;
/** `xn--` as a little-endian integer. */
const XN: u32 = 0x2d2d6e78;

/**
 * Why a text is no prefix of subject URLs, or an empty string. It must be an
 * absolute http or https URL (RFC 3986) with a host, exactly as the WHATWG
 * parser of hosts would write it: they may crash on what they cannot parse, and
 * what they normalise away (dot segments, ports by default, other spellings of
 * an address) would silently change its meaning.
 */
export function urlPrefixProblem(text: Slice): Slice {
  const end = text.end;
  const isHttps = equalsLiteral(text.ptr, 8, 'https://');
  const host = text.ptr + (isHttps ? 8 : 7);
  if (host > end || !(isHttps || equalsLiteral(text.ptr, 7, 'http://')))
    return ascii('must be an absolute http or https URL');
  const path = find(host, end, CharCode.Slash);
  const hostEnd = find(host, path, CharCode.Colon);
  if (hostEnd == host) return ascii('must have a host');
  if (!isHost(host, hostEnd))
    return ascii(
      'must have a lower-case host name or IPv4 address, no user name, query or fragment',
    );
  if (hostEnd < path) {
    const port = wholeNumber(hostEnd + 1, path);
    if (<u64>port > MOST_PORT || port == (isHttps ? HTTPS_PORT : HTTP_PORT))
      return ascii('must have a plain port, other than the default');
  }
  return pathProblem(path, end);
}

/** Lower-case names parted by dots, or a plain IPv4 address. */
function isHost(host: usize, end: usize): bool {
  let names = 0;
  let octets = 0; // of the names: numbers up to 255
  let name = host;
  while (true) {
    const nameEnd = find(name, end, CharCode.Dot);
    if (!isHostName(name, nameEnd)) return false;
    names++;
    if (<u64>wholeNumber(name, nameEnd) <= 255) octets++;
    if (nameEnd == end) break;
    name = nameEnd + 1;
  }
  return !isNumber(name, end) || (names == 4 && octets == 4);
}

/** Lower-case letters, digits, hyphens and underscores. */
function isHostName(p: usize, end: usize): bool {
  // `xn--` names an international host, which cannot be checked here.
  if (p == end || (end - p >= 4 && load<u32>(p) == XN)) return false;
  for (; p < end; p++) {
    const byte = <u32>load<u8>(p);
    const isMark = byte == CharCode.Hyphen || byte == CharCode.Underscore;
    if (!isMark && !isAlphanumeric(byte, 0)) return false;
  }
  return true;
}

/** Whether the last name of a host makes all of it an address: 7, 0x, 0x1f. */
function isNumber(p: usize, end: usize): bool {
  const isHex = end - p >= 2 && load<u16>(p) == 0x7830; // 0x
  if (isHex) p += 2;
  const base: u32 = isHex ? 16 : 10;
  for (; p < end; p++) if (<u32>hexDigit(load<u8>(p)) >= base) return false;
  return true;
}

/** The same for the path from `p` on, which may be empty. */
function pathProblem(p: usize, end: usize): Slice {
  // What RFC 3986 keeps out of paths, and what begins a query or a fragment.
  const others = ascii('"#<>?\\^`{|}');
  let dots = 0; // of a segment of dots alone; more than two in another one
  for (; ; p++) {
    let byte = p < end ? <u32>load<u8>(p) : CharCode.Slash;
    if (byte == CharCode.Slash) {
      // `.` and `..`, also with `%2e` for a dot.
      if (dots == 1 || dots == 2) return ascii('must have no dot segments');
      if (p == end) return EMPTY;
      dots = 0;
      continue;
    }
    if (byte == CharCode.Percent) {
      if (end - p < 3) return ascii('ends inside a name');
      byte = (hexDigit(load<u8>(p, 1)) << 4) | hexDigit(load<u8>(p, 2));
      if (<i32>byte < 0) break;
      p += 2;
    } else if (byte - 0x21 >= 0x5e || has(others.ptr, others.end, byte)) {
      break;
    }
    dots = byte == CharCode.Dot ? dots + 1 : 3;
  }
  return ascii('has a character that no subject URL has');
}
