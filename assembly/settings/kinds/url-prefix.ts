// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  EMPTY,
  has,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';

const MOST_PORT: u32 = 65535;
const HTTP_PORT: u32 = 80;
const HTTPS_PORT: u32 = 443;

/**
 * Why a text is no prefix of subject URLs, or an empty string. It must be an
 * absolute http or https URL (RFC 3986) with a host, exactly as the WHATWG
 * parser of hosts would write it: they may crash on what they cannot parse, and
 * what they normalise away (dot segments, ports by default, other spellings of
 * an address) would silently change its meaning.
 */
export function urlPrefixProblem(text: Slice): Slice {
  const end = text.end;
  let host = text.ptr;
  const isHttp = load<u32>(host) == 0x70747468; // http
  const isHttps = load<u8>(host, 4) == CharCode.s;
  host += isHttps ? 8 : 7;
  // The bytes before it are `://`.
  if (!isHttp || host > end || load<u32>(host - 4) >> 8 != 0x2f2f3a)
    return ascii('must be an absolute http or https URL');
  let path = host;
  while (path < end && load<u8>(path) != CharCode.Slash) path++;
  const problem = authorityProblem(
    host,
    path,
    isHttps ? HTTPS_PORT : HTTP_PORT,
  );
  return problem.len > 0 ? problem : pathProblem(path, end);
}

/** The same for a host with its port, if any. */
function authorityProblem(host: usize, end: usize, defaultPort: u32): Slice {
  let colon = host;
  while (colon < end && load<u8>(colon) != CharCode.Colon) colon++;
  if (colon == host) return ascii('must have a host');
  if (!isHost(host, colon))
    return ascii(
      'must have a lower-case host name or an IPv4 address, and no user name, query or fragment',
    );
  if (colon == end || isPort(colon + 1, end, defaultPort)) return EMPTY;
  return ascii('must have a plain port number, other than the default');
}

/** Lower-case names parted by dots, or a plain IPv4 address. */
function isHost(host: usize, end: usize): bool {
  let last = host;
  for (let p = host; p < end; p++) {
    const byte = load<u8>(p);
    if (byte == CharCode.Dot) {
      if (p == last) return false;
      last = p + 1;
    } else if (!isNameByte(byte)) {
      return false;
    }
  }
  // `xn--` names an international host, which cannot be checked here.
  if (last == end || hasEncodedName(host, end)) return false;
  return !isNumber(last, end) || isAddress(host, end);
}

/** Whether a name begins with `xn--`. */
function hasEncodedName(host: usize, end: usize): bool {
  let atStart = true;
  for (let p = host; p < end; p++) {
    if (atStart && end - p >= 4 && load<u32>(p) == 0x2d2d6e78) return true;
    atStart = load<u8>(p) == CharCode.Dot;
  }
  return false;
}

/** Whether the last name of a host makes all of it an address: 7, 0x, 0x1f. */
function isNumber(p: usize, end: usize): bool {
  const isHex = end - p >= 2 && load<u16>(p) == 0x7830; // 0x
  if (isHex) p += 2;
  for (; p < end; p++) {
    const byte = load<u8>(p);
    if (!isDigit(byte) && !(isHex && <u32>byte - CharCode.a < 6)) return false;
  }
  return true;
}

/** Four decimal numbers up to 255, without leading zeros. */
function isAddress(p: usize, end: usize): bool {
  for (let parts = 0; parts < 4; parts++) {
    let partEnd = p;
    while (partEnd < end && load<u8>(partEnd) != CharCode.Dot) partEnd++;
    if (!isWholeNumber(p, partEnd, 255)) return false;
    p = partEnd + 1;
  }
  return p == end + 1;
}

function isPort(p: usize, end: usize, defaultPort: u32): bool {
  return isWholeNumber(p, end, MOST_PORT) && numberAt(p, end) != defaultPort;
}

/** Whether digits write a number up to `most` in the shortest way. */
function isWholeNumber(p: usize, end: usize, most: u32): bool {
  const len = end - p;
  if (len == 0 || len > 5) return false;
  for (let digit = p; digit < end; digit++) {
    if (!isDigit(load<u8>(digit))) return false;
  }
  const isShortest = len == 1 || load<u8>(p) != CharCode.Zero;
  return isShortest && numberAt(p, end) <= most;
}

function numberAt(p: usize, end: usize): u32 {
  let value: u32 = 0;
  for (; p < end; p++) value = value * 10 + load<u8>(p) - CharCode.Zero;
  return value;
}

function isDigit(byte: u32): bool {
  return byte - CharCode.Zero < 10;
}

function isNameByte(byte: u32): bool {
  return (
    byte - CharCode.a < 26 ||
    isDigit(byte) ||
    byte == CharCode.Hyphen ||
    byte == CharCode.Underscore
  );
}

/** The same for the path from `p` on, which may be empty. */
function pathProblem(p: usize, end: usize): Slice {
  // What RFC 3986 keeps out of paths, and what begins a query or a fragment.
  const others = ascii('"#<>?\\^`{|}');
  let dots = 0; // of a segment of dots alone; -1 in another one
  for (; p < end; p++) {
    let byte = <u32>load<u8>(p);
    if (byte == CharCode.Slash) {
      if (isDotSegment(dots)) break;
      dots = 0;
      continue;
    }
    if (byte == CharCode.Percent) {
      if (end - p < 3) return ascii('ends inside a name');
      const code = (hexDigit(load<u8>(p, 1)) << 4) | hexDigit(load<u8>(p, 2));
      if (code < 0) return ascii('has a character that no subject URL has');
      p += 2;
      byte = code;
    } else if (byte - 0x21 >= 0x5e || has(others.ptr, others.end, <i8>byte)) {
      return ascii('has a character that no subject URL has');
    }
    dots = byte == CharCode.Dot && dots >= 0 ? dots + 1 : -1;
  }
  return isDotSegment(dots) ? ascii('must have no dot segments') : EMPTY;
}

/** `.` and `..`, also with `%2e` for a dot. */
function isDotSegment(dots: i32): bool {
  return dots == 1 || dots == 2;
}

/** The value of a hexadecimal digit; below 0 for all else. */
function hexDigit(byte: u32): i32 {
  if (isDigit(byte)) return byte - CharCode.Zero;
  const letter = (byte | 0x20) - CharCode.a;
  return letter < 6 ? 10 + letter : -1;
}
