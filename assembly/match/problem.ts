// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  EMPTY,
  fill,
  find,
  findPhrase,
  hasCapital,
  Lanes,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { MAX_REFERENCE_BYTES, parseReference } from '../references/reference';
import { lastComponent } from '../references/parts';
import { STAR, wildcardIn } from './glob';
import { registryProblem } from './registry-problem';

/** Bytes the canonical form may be longer: `docker.io/library/`, `:latest`. */
const CANONICAL_EXTRA_BYTES: i32 = 25;

/**
 * What may stand in a pattern, by the halves of a byte: each low half has a bit
 * for each high half that it makes a good byte with (letters, digits and
 * `* - . / : ? @ [ ] _`), and each high half has its bit.
 */
const LOW_HALF = i64x2(0xf8f8f8f8f8f8f8b8, 0x7c54745070fcf8f8);
const HIGH_HALF = i64x2(0x8040201008040201, 0);
/** A byte of memory, which takes less code than a vector of it. */
const SLASH = memory.data<u8>([0x2f]);
const DOT = memory.data<u8>([0x2e]);
const WILDCARDS = memory.data<u8>([0x2a, 0x3f]);

/**
 * Why a pattern can never match any spelling of any image, as ASCII text; empty
 * when it may. Only what is certain is reported, so a pattern without a problem
 * may still match nothing that exists.
 *
 * @param ptr UTF-8 bytes of the pattern, 16 readable behind
 * @param len their number
 */
export function patternProblem(ptr: usize, len: i32): Slice {
  if (len == 0) return ascii('must not be empty');
  const end = ptr + len;
  let seen = i64x2.splat(0);
  let slashBefore = 1; // as if one stood before the first byte
  let atRegistry = true;
  let isWildRegistry = false;
  for (let i = 0; i < len; i += 16) {
    const v = v128.load(ptr + i);
    const good = v128.and(
      i8x16.swizzle(HIGH_HALF, i8x16.shr_u(v, 4)),
      i8x16.swizzle(LOW_HALF, i8x16.shr_u(i8x16.shl(v, 4), 4)),
    );
    const inside = len - i < 16 ? (1 << (len - i)) - 1 : 0xffff;
    // A good byte has one bit, and so the sign when it is negated.
    if (~Lanes.bits(i8x16.neg(good)) & inside)
      return never(ascii('it has a character that no image reference has'));
    const slashes =
      Lanes.bits(i8x16.eq(v, v128.load_splat<u8>(SLASH))) & inside;
    const starts = (slashes << 1) | slashBefore;
    if (slashes & starts) return besideSlash(ptr, end);
    if (Lanes.bits(i8x16.eq(v, v128.load_splat<u8>(DOT))) & inside & starts)
      return never(
        ascii('a name begins with a dot; write * for any characters'),
      );
    if (atRegistry) {
      const isWild = v128.or(
        i8x16.eq(v, v128.load_splat<u8>(WILDCARDS)),
        i8x16.eq(v, v128.load_splat<u8>(WILDCARDS, 1)),
      );
      // All bits below that of the first slash.
      const before = (slashes & -slashes) - 1;
      if (Lanes.bits(isWild) & inside & before) isWildRegistry = true;
      atRegistry = slashes == 0;
    }
    slashBefore = slashes >> 15;
    seen = v128.or(seen, good);
  }
  const last = <u32>load<u8>(end - 1);
  if (last == CharCode.Slash) return besideSlash(ptr, end);
  if (isTooLong(ptr, len))
    return never(ascii('it is longer than any image reference'));
  if (isWildRegistry || load<u8>(ptr) == CharCode.OpenBracket) {
    const problem = registryProblem(ptr, end);
    if (problem.len > 0) return problem;
  }
  // Bits 4 and 5 are those of the high halves that capitals have, among others.
  const capitals = v128.or(i8x16.shl(seen, 3), i8x16.shl(seen, 2));
  if (Lanes.bits(capitals) && hasStrayUpperCase(ptr, end))
    return never(ascii('repository names are lower-case'));
  // Not a valid image but a good pattern: 64 hex digits for the repository
  // docker.io/library/HEX, and a full canonical form beyond the length limit.
  const open =
    last == STAR || len == 64 || len > MAX_REFERENCE_BYTES || isWild(ptr, end);
  if (open || parseReference(ptr, len) != null) return EMPTY;
  return never(ascii('it is not a valid image reference'));
}

function besideSlash(ptr: usize, end: usize): Slice {
  if (findPhrase(ptr, end, ascii('://')) < end)
    return never(ascii('it is a URL; write the image without https://'));
  return never(ascii('an empty name stands beside a slash'));
}

function never(why: Slice): Slice {
  return fill('can never match: %1', why, EMPTY);
}

function isWild(ptr: usize, end: usize): bool {
  return wildcardIn(ptr, end) < end;
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
 * registry, before the first slash, and in the tag, behind a colon in the last
 * component. Wildcards may stand for colons and slashes.
 */
function hasStrayUpperCase(ptr: usize, end: usize): bool {
  let from = find(ptr, end, CharCode.Slash);
  if (from == end) {
    if (isWild(ptr, end)) return false;
    from = ptr;
  }
  const name = lastComponent(ptr, end);
  const to = find(name, wildcardIn(name, end), CharCode.Colon);
  return hasCapital(from, to);
}
