// SPDX-License-Identifier: Apache-2.0
import { digestLength, isHex, isPath, isRegistry, isTag } from './grammar';
import { Lanes } from './lanes';
import {
  canonicalRegistry,
  has,
  HUB_PREFIX_BYTES,
  isDockerHub,
  isLocalhost,
  lowerCase,
  putHubPrefix,
} from './registry';

/** Bytes readable, with any content, after every text that is matched. */
export const TEXT_PADDING_BYTES: i32 = 16;

/**
 * Longest reference accepted, in bytes: 255 each for registry and path, 128
 * for the tag, 135 for the digest, and what separates them.
 */
export const MAX_REFERENCE_BYTES: i32 = 776;

/** Longest path (what follows the registry), as distribution limits it. */
const MAX_PATH_BYTES: usize = 255;

const UNDECIDED: i32 = -1;
const INVALID: i32 = -2;

/**
 * An image reference in canonical form: `host/repository[:tag][@digest]` with
 * `:latest` added when there is neither tag nor digest. ASCII bytes, owned by
 * the arena of the call, with `TEXT_PADDING_BYTES` readable bytes behind.
 */
@unmanaged
export class Reference {
  /** First byte of the full canonical form. */
  text: usize;
  /** Bytes of the full canonical form. */
  textLen: i32;
  /** Bytes of its prefix `host/repository`. */
  repositoryLen: i32;
  /** Bytes of the tag, 0 when there is none. */
  tagLen: i32;
  /** First byte of `sha256:...` in `text`, 0 when there is no digest. */
  digest: usize;
  /** Bytes of the digest with its algorithm, 0 when there is none. */
  digestLen: i32;
  /** Whether `:latest` was added. */
  defaulted: bool;
  /** Whether the canonical form does not start with the parsed string. */
  rewritten: bool;
}

/**
 * Parses an image reference (UTF-8) by distribution's grammar with Docker's
 * normalisation: `nginx` is `docker.io/library/nginx:latest`. Beyond it, the
 * registry is lower-cased, its default port dropped and the other names of
 * Docker Hub resolved. A registry that only its upper-case letters tell from a
 * repository (`Foo/bar`) is refused: its canonical form would name another
 * image.
 *
 * @returns null when the bytes are no valid reference
 * @see https://github.com/distribution/reference/blob/v0.6.0/reference.go
 */
export function parseReference(ptr: usize, len: i32): Reference | null {
  if (len <= 0 || len > MAX_REFERENCE_BYTES) return null;
  const head = offsetof<Reference>() + HUB_PREFIX_BYTES;
  // Behind the text: `:latest` and the padding.
  const block = heap.alloc(head + len + 7 + TEXT_PADDING_BYTES);
  const ref = changetype<Reference>(block);
  const base = block + head;
  memory.copy(base, ptr, len);
  const digestLen = len > 71 ? digestLength(base, len) : 0;
  ref.digestLen = digestLen;
  ref.rewritten = false;
  const n = digestLen ? len - digestLen - 1 : len;
  // distribution keeps these for image identifiers.
  if (len == 64 && isHex(base, 64)) return null;
  let registryLen = scanPlain(ref, base, n);
  if (registryLen == UNDECIDED) registryLen = scanAny(ref, base, n);
  if (registryLen == INVALID) return null;
  const tagLen = ref.tagLen;
  const nameEnd = base + (tagLen ? n - tagLen - 1 : n);
  const start = canonicalStart(ref, base, registryLen, nameEnd);
  if (start == 0) return null;
  finish(ref, start, <i32>(nameEnd - start), <i32>(base + len - start));
  return ref;
}

/** Fills in the lengths, and the tag `latest` when nothing else is there. */
function finish(ref: Reference, start: usize, nameLen: i32, len: i32): void {
  ref.text = start;
  ref.repositoryLen = nameLen;
  const defaulted = nameLen == len;
  ref.defaulted = defaulted;
  if (defaulted) {
    store<u32>(start + len, 0x74616c3a); // :lat
    store<u32>(start + len, 0x74736574, 3); // test
    ref.tagLen = 6;
    len += 7;
  }
  ref.textLen = len;
  const digestLen = ref.digestLen;
  ref.digest = digestLen ? start + len - digestLen : 0;
}

/**
 * Rewrites the start of a valid name in place; sets `rewritten`.
 *
 * @returns where the canonical form starts, 0 when its path is too long
 */
function canonicalStart(
  ref: Reference,
  base: usize,
  registryLen: i32,
  end: usize,
): usize {
  let start = base;
  let path = base;
  let hub = true;
  if (registryLen) {
    const slash = base + registryLen;
    start = canonicalRegistry(base, slash);
    path = slash + 1;
    hub = isDockerHub(start, slash);
  }
  let room = MAX_PATH_BYTES;
  if (hub) {
    const library = !has(path, end, 0x2f);
    if (library) room -= 8;
    if (library || !registryLen) {
      start = putHubPrefix(path, library);
      ref.rewritten = true; // also where it happens to start at the same byte
    }
  }
  if (start != base) ref.rewritten = true;
  return end - path > room ? 0 : start;
}

/**
 * Scans names in lower case whose separators stand alone, 16 bytes a step; sets
 * `tagLen`.
 *
 * @returns bytes of the registry (0 for none), or UNDECIDED for every name
 *   that needs a closer look, valid or not
 */
function scanPlain(ref: Reference, base: usize, n: i32): i32 {
  const nameEnd = plainTag(base, n);
  if (nameEnd <= 0) return UNDECIDED;
  ref.tagLen = nameEnd == n ? 0 : n - nameEnd - 1;
  // With letters behind the name for a while, no step needs a mask.
  const behind = base + nameEnd;
  const kept = v128.load(behind);
  v128.store(behind, i8x16.splat(0x61));
  const registryLen = scanPlainName(base, nameEnd);
  v128.store(behind, kept);
  return registryLen;
}

/** {@link scanPlain} for a name with letters in the 16 bytes behind it. */
function scanPlainName(base: usize, nameEnd: i32): i32 {
  let slash = -1;
  let ported = false;
  let separatorBefore = 1; // none may open the name
  for (let i = 0; i < nameEnd; i += 16) {
    const v = v128.load(base + i);
    const word = v128.or(Lanes.from(v, 0x30, 10), Lanes.from(v, 0x61, 26));
    const mark = v128.or(
      Lanes.from(v, 0x2d, 3), // - . /
      Lanes.are(v, 0x5f),
    );
    const separators = Lanes.bits(word) ^ 0xffff;
    if (separators & ((separators << 1) | separatorBefore)) return UNDECIDED;
    separatorBefore = separators >> 15;
    const others = separators & ~Lanes.bits(mark);
    if (slash < 0) {
      const slashes = Lanes.bits(Lanes.are(v, 0x2f));
      if (slashes) slash = i + ctz(slashes);
      if (others) {
        // Only the colon of a port is understood, so it stands before.
        const colons = Lanes.bits(Lanes.are(v, 0x3a));
        if (others & ~(colons & ((slashes & -slashes) - 1))) return UNDECIDED;
        ported = true;
      }
    } else if (others) return UNDECIDED;
  }
  // Nor may one close it.
  if (!isWord(load<u8>(base + nameEnd - 1))) return UNDECIDED;
  if (slash < 0) return ported ? UNDECIDED : 0;
  const end = base + slash;
  if (ported) return hasPlainPort(base, end) ? slash : UNDECIDED;
  return has(base, end, 0x2e) || isLocalhost(base, end) ? slash : 0;
}

function isWord(c: u32): bool {
  return c - 0x30 < 10 || c - 0x61 < 26;
}

/**
 * Bytes of the name before a tag of up to 15 bytes, `n` when no tag is there,
 * UNDECIDED when it needs a closer look.
 */
function plainTag(base: usize, n: i32): i32 {
  // The bytes before a shorter reference are readable, and masked out.
  const v = v128.load(base + n - 16);
  const inside = n >= 16 ? 0xffff : 0xffff << (16 - n);
  const colons = Lanes.bits(Lanes.are(v, 0x3a)) & inside;
  const slashes = Lanes.bits(Lanes.are(v, 0x2f)) & inside;
  if (colons <= slashes) {
    // Neither of them in a longer reference: a colon may come earlier.
    return slashes || n <= 16 || !has(base, base + n, 0x3a) ? n : UNDECIDED;
  }
  const at = 31 - clz(colons);
  if (at == 15) return UNDECIDED;
  const letters = Lanes.from(v128.or(v, i8x16.splat(0x20)), 0x61, 26);
  const words = v128.or(Lanes.from(v, 0x30, 10), letters);
  const dots = Lanes.from(v, 0x2d, 2); // - .
  const under = Lanes.are(v, 0x5f);
  const known = Lanes.bits(v128.or(v128.or(words, dots), under));
  const tag = 0x10000 - (2 << at);
  if (~known & tag || Lanes.bits(dots) & (2 << at)) return UNDECIDED;
  return n - 16 + at;
}

/** Whether a lower-case first component ends with a port and has no `_`. */
function hasPlainPort(start: usize, end: usize): bool {
  let p = end - 1;
  while (p > start && <u32>load<u8>(p) - 0x30 < 10) --p;
  return (
    p < end - 1 &&
    load<u8>(p) == 0x3a &&
    !has(start, p, 0x3a) &&
    !has(start, p, 0x5f)
  );
}

/**
 * Scans any name byte by byte; sets `tagLen` and lower-cases the registry.
 *
 * @returns bytes of the registry (0 for none), or INVALID
 */
function scanAny(ref: Reference, base: usize, n: i32): i32 {
  const end = base + n;
  let nameEnd = end;
  while (nameEnd > base && load<u8>(nameEnd - 1) != 0x3a) {
    if (load<u8>(--nameEnd) == 0x2f) nameEnd = base;
  }
  ref.tagLen = 0;
  if (nameEnd > base) {
    if (!isTag(nameEnd, end)) return INVALID;
    ref.tagLen = <i32>(end - nameEnd);
    --nameEnd;
  } else nameEnd = end;
  let slash = base;
  let dotted = false;
  let ported = false;
  for (; slash < nameEnd; ++slash) {
    const c = load<u8>(slash);
    if (c == 0x2f) break;
    if (c == 0x2e) dotted = true;
    if (c == 0x3a) ported = true;
  }
  const hasRegistry =
    slash < nameEnd && (dotted || ported || isLocalhost(base, slash));
  if (hasRegistry && isRegistry(base, slash)) {
    if (!isPath(slash + 1, nameEnd)) return INVALID;
    ref.rewritten = lowered(base, slash);
    return <i32>(slash - base);
  }
  if (nameEnd - base > MAX_PATH_BYTES || !isPath(base, nameEnd)) return INVALID;
  // A dotted component with underscores is no domain; distribution keeps such
  // a name as it is and clients dial its first component.
  return hasRegistry ? <i32>(slash - base) : 0;
}

/** Lower-cases `start..end` and tells whether that changed a byte. */
function lowered(start: usize, end: usize): bool {
  let upper = false;
  for (let p = start; p < end; ++p) {
    if (<u32>load<u8>(p) - 0x41 < 26) upper = true;
  }
  if (upper) lowerCase(start, end);
  return upper;
}
