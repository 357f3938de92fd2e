// SPDX-License-Identifier: Apache-2.0
import { Lanes } from './lanes';

/** Longest tag the reference grammar allows, in bytes. */
const TAG_BYTES: usize = 128;

/**
 * Length of the digest a reference ends with (`sha256:` and 64 lower-case hex
 * digits, `sha384:` and 96, `sha512:` and 128), 0 when it ends with none. The
 * byte before the digest is an `@`.
 *
 * @param base first byte of the reference
 * @param len its length in bytes
 */
export function digestLength(base: usize, len: i32): i32 {
  if (endsWithDigest(base, len, 64, 0x3a363532_61687340)) return 71;
  if (endsWithDigest(base, len, 96, 0x3a343833_61687340)) return 103;
  if (endsWithDigest(base, len, 128, 0x3a323135_61687340)) return 135;
  return 0;
}

/** `head` is `@sha256:` or one of its kin as a little-endian integer. */
function endsWithDigest(base: usize, len: i32, digits: i32, head: u64): bool {
  const at = len - digits - 8;
  if (at < 0) return false;
  return load<u64>(base + at) == head && isHex(base + at + 8, digits);
}

/** Whether the bytes, a multiple of 16, are all lower-case hex digits. */
export function isHex(start: usize, digits: i32): bool {
  for (let p = start, end = start + digits; p < end; p += 16) {
    const v = v128.load(p);
    const hex = v128.or(Lanes.from(v, 0x30, 10), Lanes.from(v, 0x61, 6));
    if (!i8x16.all_true(hex)) return false;
  }
  return true;
}

/** Whether the bytes are a tag: `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}`. */
export function isTag(start: usize, end: usize): bool {
  if (start >= end || end - start > TAG_BYTES) return false;
  for (let p = start; p < end; ++p) {
    const c = <u32>load<u8>(p);
    if ((c | 0x20) - 0x61 < 26 || c - 0x30 < 10 || c == 0x5f) continue;
    if (p == start || (c != 0x2e && c != 0x2d)) return false;
  }
  return true;
}

/**
 * Whether the bytes are path components joined by `/`: runs of lower-case
 * letters and digits separated by one period, one or two underscores, or any
 * number of dashes.
 */
export function isPath(start: usize, end: usize): bool {
  let separator: u32 = 0x2f; // none may open the path
  for (let p = start; p < end; ++p) {
    const c = <u32>load<u8>(p);
    if (c - 0x61 < 26 || c - 0x30 < 10) {
      separator = 0;
    } else if (c == 0x2d) {
      if (separator != 0 && separator != 0x2d) return false;
      separator = c;
    } else if (c == 0x5f && separator == 0x5f) {
      separator = 0x2e; // the second underscore: a third is refused
    } else if ((c == 0x2e || c == 0x2f || c == 0x5f) && separator == 0) {
      separator = c;
    } else return false;
  }
  return separator == 0;
}

/**
 * Whether the bytes are a registry: a domain name, an IPv4 address or a
 * bracketed IPv6 address, with an optional decimal port.
 */
export function isRegistry(start: usize, end: usize): bool {
  let hostEnd = end;
  while (hostEnd > start && <u32>load<u8>(hostEnd - 1) - 0x30 < 10) --hostEnd;
  if (hostEnd > start && hostEnd < end && load<u8>(hostEnd - 1) == 0x3a) {
    --hostEnd;
  } else hostEnd = end;
  if (hostEnd == start) return false;
  return load<u8>(start) == 0x5b
    ? isBracketedAddress(start, hostEnd)
    : isDomain(start, hostEnd);
}

/** `[` hex digits and colons `]`; which addresses exist is not checked. */
function isBracketedAddress(start: usize, end: usize): bool {
  if (end - start < 3 || load<u8>(end - 1) != 0x5d) return false;
  for (let p = start + 1; p < end - 1; ++p) {
    const c = <u32>load<u8>(p);
    if ((c | 0x20) - 0x61 >= 6 && c - 0x30 > 10) return false;
  }
  return true;
}

/** Labels of letters, digits and inner dashes, joined by single dots. */
function isDomain(start: usize, end: usize): bool {
  let separator: u32 = 0x2e;
  for (let p = start; p < end; ++p) {
    const c = <u32>load<u8>(p);
    if ((c | 0x20) - 0x61 < 26 || c - 0x30 < 10) separator = 0;
    else if (c == 0x2d && separator != 0x2e) separator = c;
    else if (c == 0x2e && separator == 0) separator = c;
    else return false;
  }
  return separator == 0;
}
