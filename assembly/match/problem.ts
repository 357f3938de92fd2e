// SPDX-License-Identifier: Apache-2.0
import { MAX_REFERENCE_BYTES, parseReference } from '../images/reference';
import { ONE, STAR } from './glob';

const EMPTY: i32 = 1;
const CHARACTER: i32 = 2;
const UPPER_CASE: i32 = 3;
const SLASH: i32 = 4;
const TOO_LONG: i32 = 5;
const NO_REFERENCE: i32 = 6;

/**
 * Why a pattern can never match any spelling of any image: 0 when it may, else
 * a code for {@link problemText}. Only what is certain is reported, so a
 * pattern without a problem may still match nothing that exists.
 *
 * @param ptr UTF-8 bytes of the pattern
 * @param len their number
 */
export function patternProblem(ptr: usize, len: i32): i32 {
  if (len == 0) return EMPTY;
  let needed = 0;
  let wild = false;
  let before: u32 = 0x2f; // as if a slash stood before the first byte
  for (let p = ptr, end = ptr + len; p < end; ++p) {
    const c = <u32>load<u8>(p);
    if (c == STAR || c == ONE) wild = true;
    else if (!isReferenceByte(c)) return CHARACTER;
    if (c != STAR) ++needed;
    if (c == 0x2f && before == 0x2f) return SLASH;
    before = c;
  }
  if (before == 0x2f) return SLASH;
  if (needed > MAX_REFERENCE_BYTES) return TOO_LONG;
  if (hasStrayUpperCase(ptr, len)) return UPPER_CASE;
  // The bare form of 64 hex digits is refused in an image but a good pattern
  // for the repository docker.io/library/HEX.
  if (!wild && len != 64 && parseReference(ptr, len) == null) {
    return NO_REFERENCE;
  }
  return 0;
}

/** A text for a problem of {@link patternProblem}, ASCII; '' for code 0. */
export function problemText(code: i32): string {
  switch (code) {
    case EMPTY:
      return 'must not be empty';
    case CHARACTER:
      return 'can never match: it has a character that no image reference has';
    case UPPER_CASE:
      return 'can never match: repository names are lower-case';
    case SLASH:
      return 'can never match: an empty name stands beside a slash';
    case TOO_LONG:
      return 'can never match: it is longer than any image reference';
    case NO_REFERENCE:
      return 'can never match: it is not a valid image reference';
    default:
      return '';
  }
}

/** Whether the byte occurs in some valid reference. */
function isReferenceByte(c: u32): bool {
  if ((c | 0x20) - 0x61 < 26) return true;
  if (c - 0x2d < 14) return true; // - . / 0-9 :
  return c == 0x40 || c == 0x5f || c == 0x5b || c == 0x5d;
}

/**
 * Whether a capital stands where no reference has one. Capitals occur in the
 * registry (no slash before them, one behind) and in the tag (a colon before
 * them, no slash behind). Wildcards may stand for colons and slashes.
 */
function hasStrayUpperCase(ptr: usize, len: i32): bool {
  const end = ptr + len;
  let lastSlash: usize = 0;
  let lastWild: usize = 0;
  for (let p = ptr; p < end; ++p) {
    const c = <u32>load<u8>(p);
    if (c == 0x2f) lastSlash = p;
    if (c == STAR || c == ONE) lastWild = p;
  }
  let slashed = false;
  let tagged = false; // a tag may have begun since the last slash
  for (let p = ptr; p < end; ++p) {
    const c = <u32>load<u8>(p);
    if (c == 0x2f) {
      slashed = true;
      tagged = false;
    } else if (c == 0x3a || c == STAR || c == ONE) tagged = true;
    else if (c - 0x41 < 26) {
      const registry = !slashed && (lastSlash > p || lastWild > p);
      const tag = tagged && lastSlash < p;
      if (!registry && !tag) return true;
    }
  }
  return false;
}
