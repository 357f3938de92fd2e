// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '@kubewarden/policy-sdk-assemblyscript/core';
import { isAlphanumeric } from '../characters';
import { isShortestAddress } from './ipv6';

/** Longest tag the reference grammar allows, in bytes. */
const TAG_BYTES: usize = 128;

/** The bit that tells lower-case letters from capitals. */
const ANY_CASE: u32 = 0x20;

/** Whether the bytes are a tag: `[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}`. */
export function isTag(start: usize, end: usize): bool {
  // Without a byte, the length minus one is the greatest number of all.
  if (end - start - 1 >= TAG_BYTES) return false;
  for (let p = start; p < end; ++p) {
    const c = <u32>load<u8>(p);
    if (isAlphanumeric(c, ANY_CASE) || c == CharCode.Underscore) continue;
    if (p == start || c - CharCode.Hyphen >= 2 /* - . */) return false;
  }
  return true;
}

/**
 * Whether the bytes are path components joined by `/`: runs of lower-case
 * letters and digits separated by one period, one or two underscores, or any
 * number of dashes. With `letters` of any case underscores are none: so the
 * labels of a domain name are joined.
 */
export function isPath(start: usize, end: usize, letters: u32): bool {
  let separator: u32 = CharCode.Slash; // none may open the path
  for (let p = start; p < end; ++p) {
    const c = <u32>load<u8>(p);
    if (isAlphanumeric(c, letters)) {
      separator = 0;
    } else if (separator == 0) {
      if (
        c - CharCode.Hyphen >= 3 &&
        (c != CharCode.Underscore || letters == ANY_CASE)
      )
        return false;
      separator = c; // - . / _
    } else if (
      c != separator ||
      (c != CharCode.Hyphen && c != CharCode.Underscore)
    ) {
      return false;
    } else if (c == CharCode.Underscore) {
      separator = CharCode.Dot; // the second underscore: a third is refused
    }
  }
  return separator == 0;
}

/**
 * Whether the bytes are a registry: a domain name, an IPv4 address or a
 * bracketed IPv6 address, with an optional decimal port.
 */
export function isRegistry(start: usize, end: usize): bool {
  const hostEnd = portColon(start, end);
  return load<u8>(start) == CharCode.OpenBracket
    ? isBracketedAddress(start, hostEnd)
    : isPath(start, hostEnd, ANY_CASE);
}

/** Where the colon before the digits of a port stands; else the end. */
export function portColon(start: usize, end: usize): usize {
  let p = end - 1;
  while (p > start && <u32>load<u8>(p) - CharCode.Zero < 10) --p;
  return load<u8>(p) == CharCode.Colon && p > start && p < end - 1 ? p : end;
}

/** An IPv6 address in brackets, written in the one way that names are compared in. */
function isBracketedAddress(start: usize, end: usize): bool {
  return (
    load<u8>(end - 1) == CharCode.CloseBracket &&
    isShortestAddress(start + 1, end - 1)
  );
}
