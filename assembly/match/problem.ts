// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { Lanes } from '../images/lanes';
import { MAX_REFERENCE_BYTES, parseReference } from '../images/reference';
import { has, hasCapital } from '../images/registry';
import { ONE, STAR } from './glob';

const EMPTY: i32 = 1;
const CHARACTER: i32 = 2;
const UPPER_CASE: i32 = 3;
const SLASH: i32 = 4;
const TOO_LONG: i32 = 5;
const NO_REFERENCE: i32 = 6;

/** Bytes the canonical form may be longer: `docker.io/library/`, `:latest`. */
const CANONICAL_EXTRA_BYTES: i32 = 25;

/**
 * What may stand in a pattern, by the halves of a byte: each low half has a bit
 * for each high half that it makes a good byte with (letters, digits and
 * `* - . / : ? @ [ ] _`), and each high half has its bit.
 */
const LOW_HALF = i64x2(0xf8f8f8f8f8f8f8b8, 0x7c54745070fcf8f8);
const HIGH_HALF = i64x2(0x8040201008040201, 0);
/** The bits of the high halves that capitals have. */
const CAPITALS = i64x2(0x3030303030303030, 0x3030303030303030);

/**
 * Why a pattern can never match any spelling of any image: 0 when it may, else
 * a code for {@link problemText}. Only what is certain is reported, so a
 * pattern without a problem may still match nothing that exists.
 *
 * @param ptr UTF-8 bytes of the pattern, 16 readable behind
 * @param len their number
 */
export function patternProblem(ptr: usize, len: i32): i32 {
  if (len == 0) return EMPTY;
  let seen = i64x2.splat(0);
  let slashBefore = 1; // as if one stood before the first byte
  for (let i = 0; i < len; i += 16) {
    const v = v128.load(ptr + i);
    const good = v128.and(
      i8x16.swizzle(HIGH_HALF, i8x16.shr_u(v, 4)),
      i8x16.swizzle(LOW_HALF, v128.and(v, i8x16.splat(0x0f))),
    );
    const inside = len - i < 16 ? (1 << (len - i)) - 1 : 0xffff;
    if (Lanes.bits(Lanes.are(good, 0)) & inside) return CHARACTER;
    const slashes = Lanes.bits(Lanes.are(v, 0x2f)) & inside;
    if (slashes & ((slashes << 1) | slashBefore)) return SLASH;
    slashBefore = slashes >> 15;
    seen = v128.or(seen, good);
  }
  const end = ptr + len;
  const last = <u32>load<u8>(end - 1);
  if (last == 0x2f) return SLASH;
  if (isTooLong(ptr, len)) return TOO_LONG;
  // `seen` has bits of other bytes, too, which is for `hasCapital` to tell.
  if (
    v128.any_true(v128.and(seen, CAPITALS)) &&
    hasCapital(ptr, end) &&
    hasStrayUpperCase(ptr, len)
  ) {
    return UPPER_CASE;
  }
  // Not a valid image but a good pattern: 64 hex digits for the repository
  // docker.io/library/HEX, and a full canonical form beyond the length limit.
  const open =
    last == STAR ||
    len == 64 ||
    len > MAX_REFERENCE_BYTES ||
    has(ptr, end, 0x2a) ||
    has(ptr, end, 0x3f);
  return open || parseReference(ptr, len) != null ? 0 : NO_REFERENCE;
}

/** A text for a problem of {@link patternProblem}, ASCII; '' for code 0. */
export function problemText(code: i32): Slice {
  switch (code) {
    case EMPTY:
      return ascii('must not be empty');
    case CHARACTER:
      return ascii(
        'can never match: it has a character that no image reference has',
      );
    case UPPER_CASE:
      return ascii('can never match: repository names are lower-case');
    case SLASH:
      return ascii('can never match: an empty name stands beside a slash');
    case TOO_LONG:
      return ascii('can never match: it is longer than any image reference');
    case NO_REFERENCE:
      return ascii('can never match: it is not a valid image reference');
    default:
      return ascii('');
  }
}

/** Whether no spelling has as many bytes as the pattern needs. */
function isTooLong(text: usize, len: i32): bool {
  const most = MAX_REFERENCE_BYTES + CANONICAL_EXTRA_BYTES;
  if (len <= most) return false;
  let needed = len;
  for (let i = 0; i < len; ++i) if (load<u8>(text + i) == STAR) --needed;
  return needed > most;
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
