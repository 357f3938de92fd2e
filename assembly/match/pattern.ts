// SPDX-License-Identifier: Apache-2.0
import { Lanes } from '../images/lanes';
import {
  canonicalRegistry,
  has,
  HUB_PREFIX_BYTES,
  isDockerHub,
  isLocalhost,
  lowerCase,
  putHubPrefix,
} from '../images/registry';
import { TEXT_PADDING_BYTES } from '../images/reference';
import { glob, ONE, STAR } from './glob';

export { patternProblem, problemText } from './problem';

/**
 * One spelling of a pattern, ready to match. `key` holds the last (up to) eight
 * bytes of the literal prefix, `tailKey` those of what follows the last
 * wildcard: most texts that do not match fall at one 8-byte comparison.
 */
@unmanaged
export class Variant {
  /** Bytes of one variant in a pattern's list. */
  static readonly BYTES: usize = 64;

  key: u64;
  keyMask: u64;
  tailKey: u64;
  tailMask: u64;
  text: usize;
  /** Where `key` stands in a text. */
  keyAt: usize;
  len: i32;
  /** Bytes before the first wildcard. */
  prefixLen: i32;
  /** Bytes a matching text has at least. */
  minLen: i32;
  /** What comes after the prefix: END, ANY or GLOB. */
  rest: i32;
}

/** Nothing, so the text ends there; one star, so anything; or a glob. */
const END: i32 = 0;
const ANY: i32 = 1;
const GLOB: i32 = 2;

/** `Variant` holds 8-byte numbers, so its place is aligned like one. */
const FIRST_VARIANT: usize = 8;
const MAX_VARIANTS: usize = 3;

/** A compiled pattern; its variants follow in memory, the first as written. */
@unmanaged
export class Pattern {
  /** Behind the last variant. */
  end: usize;
  /** Behind the last variant that spells the pattern's own registry. */
  ownEnd: usize;

  /** The first variant. */
  first(): usize {
    return changetype<usize>(this) + FIRST_VARIANT;
  }
}

/** What the first component of a pattern has; bits of {@link scanFirst}. */
const SLASH_BEHIND: i32 = 1;
const DOT_OR_COLON: i32 = 2;
const WILDCARD: i32 = 4;
const CAPITAL: i32 = 8;

/** Where the first component ended in the last {@link scanFirst}. */
let firstLen: i32 = 0;

/**
 * Compiles an image pattern (UTF-8; `*` any run, `?` one character, anchored
 * at both ends) into its spellings: as written; with its own registry part
 * canonicalised; and, because matching more is the safe side for rules, as the
 * Docker Hub name it may stand for. The bytes are copied.
 */
export function compilePattern(ptr: usize, len: i32): Pattern {
  const block = heap.alloc(FIRST_VARIANT + MAX_VARIANTS * Variant.BYTES);
  const pattern = changetype<Pattern>(block);
  pattern.end = pattern.first();
  const text = copyText(ptr, len);
  add(pattern, text, len);
  pattern.ownEnd = pattern.end;
  const seen = scanFirst(text, len);
  const slash = text + firstLen;
  if (
    seen & SLASH_BEHIND &&
    (seen & DOT_OR_COLON || isLocalhost(text, slash))
  ) {
    addOwnRegistry(pattern, text, len, seen);
    if (!(seen & WILDCARD)) return pattern;
  }
  // A leading star already stands for any registry.
  if (len == 0 || <u32>load<u8>(text) == STAR) return pattern;
  if (!(seen & SLASH_BEHIND)) addHub(pattern, text, len, true);
  // A wildcard also spans slashes: `n*` means `nasty/x`, and all its aliases.
  if (seen & (SLASH_BEHIND | WILDCARD)) addHub(pattern, text, len, false);
  return pattern;
}

/** Scans up to the first slash, 16 bytes a step; sets `firstLen`. */
function scanFirst(text: usize, len: i32): i32 {
  let dots = 0;
  let wild = 0;
  let capitals = 0;
  for (let i = 0; i < len; i += 16) {
    const v = v128.load(text + i);
    const slashes = Lanes.bits(Lanes.are(v, 0x2f));
    const ends = slashes | (len - i < 16 ? 1 << (len - i) : 0x10000);
    const first = (ends & -ends) - 1; // the bits below the lowest one
    const dot = Lanes.are(v, 0x2e);
    const colon = Lanes.are(v, 0x3a);
    const star = Lanes.are(v, 0x2a);
    const one = Lanes.are(v, 0x3f);
    dots |= Lanes.bits(v128.or(dot, colon)) & first;
    wild |= Lanes.bits(v128.or(star, one)) & first;
    capitals |= Lanes.bits(Lanes.from(v, 0x41, 26)) & first;
    if (slashes & (first + 1)) {
      firstLen = i + ctz(first + 1);
      return SLASH_BEHIND | seenBits(dots, wild, capitals);
    }
  }
  firstLen = len;
  return seenBits(dots, wild, capitals);
}

function seenBits(dots: i32, wild: i32, capitals: i32): i32 {
  return (
    (dots ? DOT_OR_COLON : 0) | (wild ? WILDCARD : 0) | (capitals ? CAPITAL : 0)
  );
}

/** Adds the spelling with a canonical registry, if that differs. */
function addOwnRegistry(
  pattern: Pattern,
  text: usize,
  len: i32,
  seen: i32,
): void {
  const wild = (seen & WILDCARD) != 0;
  let start = text;
  let end = text + len;
  let slash = text + firstLen;
  // Most registries are canonical as they stand and need no copy.
  if (seen & CAPITAL || (!wild && mayBeAlias(text, firstLen))) {
    const copy = copyText(text, len);
    end = copy + len;
    slash = copy + firstLen;
    if (seen & CAPITAL) lowerCase(copy, slash);
    start = wild ? copy : canonicalRegistry(copy, slash);
    if (seen & CAPITAL || start != copy) {
      add(pattern, start, <i32>(end - start));
      pattern.ownEnd = pattern.end;
    }
  }
  if (wild || !isDockerHub(start, slash)) return;
  const path = slash + 1;
  if (has(path, end, 0x2f)) return;
  addHub(pattern, path, <i32>(end - path), true);
}

/** Whether a registry may have a port or be another name of Docker Hub. */
function mayBeAlias(text: usize, len: i32): bool {
  if (len == 15 || len == 20) return true;
  return <u32>load<u8>(text + len - 1) - 0x30 < 10;
}

/** Adds `docker.io/` or `docker.io/library/` and the given text. */
function addHub(pattern: Pattern, text: usize, len: i32, library: bool): void {
  const copy = copyText(text, len);
  const start = putHubPrefix(copy, library);
  add(pattern, start, <i32>(copy + len - start));
}

/** A copy with room for a prefix before it and padding behind it. */
function copyText(ptr: usize, len: i32): usize {
  const copy =
    heap.alloc(HUB_PREFIX_BYTES + len + TEXT_PADDING_BYTES) + HUB_PREFIX_BYTES;
  memory.copy(copy, ptr, len);
  return copy;
}

/** Compiles one spelling into the next free variant. */
function add(pattern: Pattern, text: usize, len: i32): void {
  const v = changetype<Variant>(pattern.end);
  pattern.end += Variant.BYTES;
  const prefixLen = firstWildcard(text, len);
  v.text = text;
  v.len = len;
  v.prefixLen = prefixLen;
  const keyAt = prefixLen > 8 ? <usize>(prefixLen - 8) : 0;
  v.keyAt = keyAt;
  v.keyMask = lowBytes(prefixLen);
  v.key = load<u64>(text + keyAt);
  v.minLen = prefixLen;
  v.rest = END;
  v.tailMask = 0;
  if (prefixLen == len) return;
  const first = <u32>load<u8>(text + prefixLen);
  v.rest = first == STAR && prefixLen == len - 1 ? ANY : GLOB;
  let needed = prefixLen;
  let tail: usize = text + prefixLen;
  for (let p = tail, end = text + len; p < end; ++p) {
    const c = <u32>load<u8>(p);
    if (c == STAR) tail = p + 1;
    else {
      ++needed;
      if (c == ONE) tail = p + 1;
    }
  }
  v.minLen = needed;
  const tailLen = <i32>(text + len - tail);
  if (tailLen == 0) return;
  // The key ends where the text ends, so a short one fills the high bytes.
  v.tailMask = ~lowBytes(tailLen < 8 ? 8 - tailLen : 0);
  v.tailKey = load<u64>(text + len - 8);
}

/** A mask of the low `n` bytes, all eight from 8 on. */
function lowBytes(n: i32): u64 {
  if (n >= 8) return <u64>-1;
  return ((<u64>1) << (<u64>n * 8)) - 1;
}

/** Bytes before the first wildcard, 16 bytes a step. */
function firstWildcard(text: usize, len: i32): i32 {
  for (let i = 0; i < len; i += 16) {
    const v = v128.load(text + i);
    const star = Lanes.are(v, 0x2a);
    const one = Lanes.are(v, 0x3f);
    const hits = Lanes.bits(v128.or(star, one));
    if (hits) {
      const at = i + ctz(hits);
      return at < len ? at : len;
    }
  }
  return len;
}

/** Whether the end of the literal prefix stands where `ptr` should have it. */
export function prefixMayMatch(v: Variant, ptr: usize): bool {
  return ((load<u64>(ptr + v.keyAt) ^ v.key) & v.keyMask) == 0;
}

/** Whether the rest of the literal prefix stands at `ptr`, too. */
export function prefixMatches(v: Variant, ptr: usize): bool {
  const text = v.text;
  const left = <i32>v.keyAt;
  for (let i = 0; i < left; i += 16) {
    const same = i8x16.eq(v128.load(text + i), v128.load(ptr + i));
    const rest = left - i;
    const wanted = rest >= 16 ? 0xffff : (1 << rest) - 1;
    if (~Lanes.bits(same) & wanted) return false;
  }
  return true;
}

/**
 * Whether a variant whose prefix matches also matches the rest of the text
 * of `len` bytes at `ptr`. Eight bytes before `ptr` must be readable.
 */
export function matchesEnd(v: Variant, ptr: usize, len: i32): bool {
  if (len < v.minLen) return false;
  const rest = v.rest;
  if (rest == ANY) return true;
  if (rest == END) return len == v.len;
  if ((load<u64>(ptr + len - 8) ^ v.tailKey) & v.tailMask) return false;
  const text = v.text;
  const skip = <usize>v.prefixLen;
  return glob(text + skip, text + v.len, ptr + skip, ptr + len);
}
