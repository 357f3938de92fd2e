// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
  DIGITS,
  find,
  has,
  Lanes,
  LETTERS,
  MARKS,
  Slice,
  UNDERSCORE,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { isDigest, isHex, isImageId } from './digest';
import { isPath, isRegistry, isTag } from './grammar';
import { digestPart, tagPart } from './parts';
import {
  canonicalRegistry,
  isRegistryName,
  mayBeAlias,
  startsAtHub,
} from './registry';

/** Bytes readable, with any content, after every text that is matched. */
export const TEXT_PADDING_BYTES: i32 = 16;

/**
 * Longest reference accepted, in bytes: 255 each for registry and path, 128
 * for the tag, 135 for the digest, and what separates them.
 */
export const MAX_REFERENCE_BYTES: i32 = 776;

/** Longest path (what follows the registry), as distribution limits it. */
const MAX_PATH_BYTES: i32 = 255;

/** In a text of up to so many bytes no part can be too long. */
const SHORT_BYTES: usize = 128;

/**
 * An image reference in canonical form: `host/repository[:tag][@digest]` with
 * `:latest` added when there is neither tag nor digest. ASCII bytes, with
 * `TEXT_PADDING_BYTES` readable bytes behind: those that were parsed where they
 * are canonical, else a copy.
 */
@final
@unmanaged
export class Reference {
  constructor(
    /** First byte of the full canonical form. */
    public text: usize,
    /** Behind its prefix `host/repository`. */
    public nameEnd: usize,
    /** Behind the tag; where the name ends when there is none. */
    public tagEnd: usize,
    /** Behind all of it. */
    public end: usize,
    /** The digest with its algorithm; null when there is none. */
    public digest: Slice | null,
  ) {}

  get hasTag(): bool {
    return this.nameEnd < this.tagEnd;
  }

  /** The repository with this digest: `REPOSITORY@DIGEST`. */
  withDigest(digest: Slice): Slice {
    return new Writer(512)
      .between(this.text, this.nameEnd)
      .byte(CharCode.At)
      .slices(digest)
      .slice();
  }
}

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
  const end = ptr + len;
  // distribution keeps these for image identifiers.
  if (len == 64 && isHex(ptr, end)) return null;
  const nameEnd = tagPart(ptr, end);
  const tagEnd = digestPart(nameEnd, end);
  let digest: Slice | null = null;
  if (tagEnd < end) {
    digest = Slice.between(tagEnd + 1, end);
    if (!isDigest(digest)) return null;
  }
  let slash = find(ptr, nameEnd, CharCode.Slash);
  if (slash == nameEnd && isImageId(ptr, nameEnd, end)) return null;
  if (slash == nameEnd || !isRegistryName(ptr, slash)) slash = ptr;
  const plain = isPlain(ptr, tagEnd, nameEnd);
  if (!plain && !isName(ptr, slash, nameEnd, tagEnd)) return null;
  if (plain && nameEnd < end && slash != ptr && !mayBeAlias(slash))
    return new Reference(ptr, nameEnd, tagEnd, end, digest);
  const text = new Writer(512);
  let path = ptr;
  if (slash == ptr) {
    text.literal('docker.io');
  } else {
    text.slices(canonicalRegistry(ptr, slash));
    path = slash + 1;
  }
  text.byte(CharCode.Slash);
  const host = text.slice();
  if (startsAtHub(host.ptr) && !has(path, nameEnd, CharCode.Slash))
    text.literal('library/');
  text.between(path, nameEnd);
  const nameLen = text.length;
  if (nameLen - host.len > MAX_PATH_BYTES) return null;
  if (nameEnd < end) text.between(nameEnd, tagEnd);
  else text.literal(':latest');
  const taggedLen = text.length;
  text.between(tagEnd, end);
  const whole = text.slice();
  return new Reference(
    whole.ptr,
    whole.ptr + nameLen,
    whole.ptr + taggedLen,
    whole.end,
    digest,
  );
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
    nameEnd - path <= <usize>MAX_PATH_BYTES &&
    isPath(path, nameEnd, 0) &&
    (nameEnd == end || isTag(nameEnd + 1, end))
  );
}
