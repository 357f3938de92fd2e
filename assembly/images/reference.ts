// SPDX-License-Identifier: Apache-2.0
import { digestLength, isHex, isPath, isRegistry, isTag } from './grammar';
import {
  canonicalRegistry,
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
  const start = canonicalStart(base, registryLen, nameEnd);
  if (start == 0) return null;
  if (start != base) ref.rewritten = true;
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
 * Rewrites the start of a valid name in place.
 *
 * @returns where the canonical form starts, 0 when its path is too long
 */
function canonicalStart(base: usize, registryLen: i32, end: usize): usize {
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
    const library = !hasSlash(path, end);
    if (library) room -= 8;
    if (library || !registryLen) start = putHubPrefix(path, library);
  }
  return end - path > room ? 0 : start;
}

function hasSlash(start: usize, end: usize): bool {
  for (let p = start; p < end; ++p) if (load<u8>(p) == 0x2f) return true;
  return false;
}

/**
 * Scans names of up to 64 bytes whose separators stand alone, 16 bytes a step;
 * sets `tagLen`.
 *
 * @returns bytes of the registry (0 for none), or UNDECIDED for every name
 *   that needs a closer look, valid or not
 */
function scanPlain(ref: Reference, base: usize, n: i32): i32 {
  if (<u32>(n - 1) > 63) return UNDECIDED;
  let words: u64 = 0;
  let marks: u64 = 0;
  let slashes: u64 = 0;
  let colons: u64 = 0;
  for (let i = 0; i < n; i += 16) {
    const v = v128.load(base + i);
    const digit = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x30)), i8x16.splat(10));
    const lower = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x61)), i8x16.splat(26));
    const mark = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x2d)), i8x16.splat(3));
    const under = i8x16.eq(v, i8x16.splat(0x5f));
    const slash = i8x16.eq(v, i8x16.splat(0x2f));
    const colon = i8x16.eq(v, i8x16.splat(0x3a));
    const shift = <u64>i;
    words |= (<u64>i8x16.bitmask(v128.or(digit, lower))) << shift;
    marks |= (<u64>i8x16.bitmask(v128.or(mark, under))) << shift;
    slashes |= (<u64>i8x16.bitmask(slash)) << shift;
    colons |= (<u64>i8x16.bitmask(colon)) << shift;
  }
  const all = (<u64>-1) >> u64(64 - n);
  slashes &= all;
  colons &= all;
  let nameEnd = n;
  ref.tagLen = 0;
  if (colons > slashes) {
    nameEnd = 63 - <i32>clz(colons);
    const tag = all & ((<u64>-2) << (<u64>nameEnd));
    // A tag that opens with an underscore or has capitals is looked at below.
    if ((tag & ~(words | marks)) | (~words & tag & -tag)) {
      if (!isTag(base + nameEnd + 1, base + n)) return UNDECIDED;
    }
    if (nameEnd == 0 || nameEnd == n - 1) return UNDECIDED;
    ref.tagLen = n - nameEnd - 1;
    colons ^= (<u64>1) << (<u64>nameEnd);
  }
  const name = (<u64>-1) >> u64(64 - nameEnd);
  const seps = ~words & name;
  const edges = u64(1) | (u64(1) << u64(nameEnd - 1));
  if ((seps & (seps << 1)) | (seps & edges) | (seps & ~marks & ~colons)) {
    return UNDECIDED;
  }
  if (slashes == 0) return colons ? UNDECIDED : 0;
  return registryLength(base, <i32>ctz(slashes), seps, colons);
}

/**
 * Bytes of the registry when the first component (up to the slash at `slash`)
 * is one. `seps` and `colons` are bit masks over the first 64 bytes.
 */
function registryLength(base: usize, slash: i32, seps: u64, colons: u64): i32 {
  if (colons) {
    return colons >> (<u64>slash) == 0 && isRegistry(base, base + slash)
      ? slash
      : UNDECIDED;
  }
  let left = seps & (((<u64>1) << (<u64>slash)) - 1);
  while (left) {
    if (load<u8>(base + <usize>ctz(left)) == 0x2e) return slash;
    left &= left - 1;
  }
  return isLocalhost(base, base + slash) ? slash : 0;
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
