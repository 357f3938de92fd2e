// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
  COLON,
  copyBytes,
  DIGITS,
  find,
  has,
  hasCapital,
  Lanes,
  LETTERS,
  lowerCase,
  MARKS,
  SLASH,
  UNDERSCORE,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import {
  digestLength,
  isHex,
  isImageId,
  isPath,
  isRegistry,
  isTag,
} from './grammar';
import {
  canonicalRegistry,
  HUB_PREFIX_BYTES,
  isDockerHub,
  isRegistryName,
  mayBeAlias,
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

/** In a text of up to so many bytes no part can be too long. */
const SHORT_BYTES: usize = 128;

/**
 * An image reference in canonical form: `host/repository[:tag][@digest]` with
 * `:latest` added when there is neither tag nor digest. ASCII bytes, with
 * `TEXT_PADDING_BYTES` readable bytes behind: those that were parsed where they
 * are canonical, else a copy in the same block as the object.
 *
 *     object      HUB_PREFIX_BYTES     text as it was parsed   TAIL_BYTES
 *     | fields    | docker.io/library/ | nginx                 | :latest, padding |
 *                 text                 repositoryLen ends here       textLen
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
  /** Bytes of the digest with its algorithm, 0 when there is none. */
  digestLen: i32;
  /** Whether `:latest` was added. */
  defaulted: bool;

  /** First byte of `sha256:...` in `text`, its end when there is no digest. */
  get digest(): usize {
    return this.text + this.textLen - this.digestLen;
  }
}

/** Bytes before a rewritten text. */
const HEAD_BYTES: usize = offsetof<Reference>() + HUB_PREFIX_BYTES;
/** Bytes behind one: `:latest`, and padding. */
const TAIL_BYTES: usize = 7 + <usize>TEXT_PADDING_BYTES;

/**
 * Parses an image reference (UTF-8) by distribution's grammar with Docker's
 * normalisation: `nginx` is `docker.io/library/nginx:latest`. Beyond it, the
 * registry is lower-cased, its default port dropped and the other names of
 * Docker Hub resolved. A registry that only its upper-case letters tell from a
 * repository (`Foo/bar`) is refused: its canonical form would name another
 * image. So are an IPv6 address that is not in its shortest form, and image
 * IDs, which name no repository.
 *
 * @returns null when the bytes are no valid reference
 * @see https://github.com/distribution/reference/blob/v0.6.0/reference.go
 */
export function parseReference(ptr: usize, len: i32): Reference | null {
  if (len <= 0 || len > MAX_REFERENCE_BYTES) return null;
  // distribution keeps these for image identifiers.
  if (len == 64 && isHex(ptr, 64)) return null;
  const end = ptr + len;
  if (isImageId(ptr, end)) return null;
  let digestLen = digestLength(ptr, len);
  if (digestLen == len || load<u8>(end - digestLen - 1) != CharCode.At)
    digestLen = 0;
  const tagEnd = digestLen ? end - digestLen - 1 : end;
  const colon = lastColon(ptr, tagEnd);
  const nameEnd = colon ? colon : tagEnd;
  let slash = find(ptr, nameEnd, CharCode.Slash, 1);
  if (slash == nameEnd || !isRegistryName(ptr, slash)) slash = ptr;
  const plain = isPlain(ptr, tagEnd, nameEnd);
  if (!plain && !isName(ptr, slash, nameEnd, tagEnd)) return null;
  const ref = changetype<Reference>(heap.alloc(HEAD_BYTES + len + TAIL_BYTES));
  ref.digestLen = digestLen;
  ref.tagLen = nameEnd < tagEnd ? <i32>(tagEnd - nameEnd) - 1 : 0;
  ref.defaulted = nameEnd == end;
  ref.text = ptr;
  ref.textLen = len;
  ref.repositoryLen = <i32>(nameEnd - ptr);
  const kept = plain && nameEnd != end && slash != ptr && !mayBeAlias(slash);
  return kept || rewrite(ref, ptr, slash) ? ref : null;
}

/**
 * Makes the text canonical, in a copy behind the reference.
 *
 * @param slash where the registry ends, `ptr` when there is none
 * @returns false when the path is too long
 */
function rewrite(ref: Reference, ptr: usize, slash: usize): bool {
  const base = changetype<usize>(ref) + HEAD_BYTES;
  const textLen = <usize>ref.textLen;
  copyBytes(base, ptr, ref.textLen);
  let end = base + ref.textLen;
  const nameEnd = base + ref.repositoryLen;
  let start = base;
  let path = base;
  let hub = true;
  if (slash != ptr) {
    const registryEnd = base + (slash - ptr);
    if (hasCapital(base, registryEnd)) lowerCase(base, registryEnd);
    start = canonicalRegistry(base, registryEnd);
    path = registryEnd + 1;
    hub = isDockerHub(start, registryEnd);
  }
  let room = MAX_PATH_BYTES;
  if (hub) {
    const library = !has(path, nameEnd, CharCode.Slash);
    if (library) room -= 8;
    if (library || slash == ptr) start = putHubPrefix(path, library);
  }
  if (ref.defaulted) {
    store<u32>(end, 0x74616c3a); // :lat
    store<u32>(end, 0x74736574, 3); // test
    ref.tagLen = 6;
    end += 7;
  }
  ref.text = start;
  ref.textLen = <i32>(end - start);
  ref.repositoryLen = <i32>(nameEnd - start);
  assert(start >= base - HUB_PREFIX_BYTES);
  assert(end + TEXT_PADDING_BYTES <= base + textLen + TAIL_BYTES);
  return nameEnd - path <= room;
}

/**
 * Where the last colon stands, 0 when there is none or a slash behind it; 16
 * bytes a step, of which the last may reach over `start`.
 */
function lastColon(start: usize, end: usize): usize {
  for (let p = end; p > start;) {
    p -= 16;
    const v = v128.load(p);
    const hits = Lanes.bits(v128.or(Lanes.at(v, COLON), Lanes.at(v, SLASH)));
    if (hits) {
      const last = p + (31 - clz(hits));
      return last >= start && load<u8>(last) == CharCode.Colon ? last : 0;
    }
  }
  return 0;
}

/**
 * Whether the bytes are few, and lower-case words parted by single separators,
 * which is what nearly all references are: no colon but the one given is among
 * them, and none of the grammar's rules is left to check. 16 bytes a step.
 */
function isPlain(start: usize, end: usize, colon: usize): bool {
  if (end - start - 1 >= SHORT_BYTES) return false; // also without any bytes
  let before = 1; // no separator may open the text
  let p = start;
  while (true) {
    const v = v128.load(p);
    const words = v128.or(Lanes.in(v, DIGITS), Lanes.in(v, LETTERS));
    const marks = v128.or(Lanes.in(v, MARKS), Lanes.at(v, UNDERSCORE));
    let separators = Lanes.bits(words) ^ 0xffff;
    const left = <i32>(end - p);
    if (left < 16) separators &= (1 << left) - 1;
    if (separators & ((separators << 1) | before)) return false;
    const others = separators & ~Lanes.bits(marks);
    if (others && (others & (others - 1) || p + <usize>ctz(others) != colon)) {
      return false;
    }
    // Nor may one close it.
    if (left <= 16) return separators >> (left - 1) == 0;
    before = separators >> 15;
    p += 16;
  }
}

/**
 * Whether a name and its tag follow the grammar.
 *
 * @param slash where the registry ends, `start` when there is none
 */
function isName(start: usize, slash: usize, nameEnd: usize, end: usize): bool {
  // A dotted component with underscores is no domain; distribution keeps such
  // a name as it is and clients dial its first component.
  const path = slash != start && isRegistry(start, slash) ? slash + 1 : start;
  return (
    nameEnd - path <= MAX_PATH_BYTES &&
    isPath(path, nameEnd, 0) &&
    (nameEnd == end || isTag(nameEnd + 1, end))
  );
}
