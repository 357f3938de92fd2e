// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
  copyBytes,
  equalBytes,
  find,
  has,
  hasCapital,
  lowerCase,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import {
  canonicalRegistry,
  isDockerHub,
  isRegistryName,
  mayBeAlias,
} from '../references/registry';
import { TEXT_PADDING_BYTES } from '../references/reference';
import { glob, STAR, wildcardIn } from './glob';
import { tagPart } from '../references/parts';

/**
 * Which spellings of an image a pattern is compared with, as bits: complete
 * ones, those of Docker Hub without `docker.io/`, and those of its official
 * images without `docker.io/library/`.
 */
export const enum Spelling {
  Full = 1,
  Hub = 2,
  Library = 4,
}

/**
 * A compiled pattern:
 *
 *     text                prefixLen               end
 *     | registry.io/team/ | *:v?                  | 16 readable bytes
 *       literal prefix      from the first wildcard on
 */
@final
@unmanaged
export class Pattern {
  /** Another pattern, for other spellings of the same images. */
  next: Pattern | null = null;

  constructor(
    public text: usize,
    /** Bytes before the first wildcard. */
    public prefixLen: i32,
    public end: usize,
    /** Bits of {@link Spelling}. */
    public spellings: i32,
    /** Whether it is the name of a repository, and nothing else. */
    public namesRepository: bool,
  ) {}
}

/**
 * Compiles an image pattern (UTF-8; `*` any run, `?` one character, anchored
 * at both ends). Its registry is made canonical, as those of images are; and,
 * because matching more is the safe side for rules, it also stands for the
 * Docker Hub name that it may be. The bytes must stay as they are, with 16
 * readable behind.
 */
export function compilePattern(ptr: usize, len: i32): Pattern {
  const written = new Slice(ptr, len);
  const canonical = withCanonicalRegistry(written);
  const text = canonical.ptr;
  const end = canonical.end;
  const pattern = compile(text, end, Spelling.Full);
  const slash = find(text, end, CharCode.Slash, 1);
  const wild = text + pattern.prefixLen < slash;
  if (slash < end && isRegistryName(text, slash) && !wild) {
    const path = slash + 1;
    if (isDockerHub(text, slash) && !has(path, end, CharCode.Slash))
      pattern.next = compile(path, end, Spelling.Library);
    return pattern;
  }
  // A leading star already stands for any registry.
  if (len == 0 || <u32>load<u8>(text) == STAR) return pattern;
  if (slash == end) pattern.spellings |= Spelling.Library;
  // A wildcard also spans slashes: `n*` means `nasty/x`, and all its aliases.
  if (slash < end || wild) pattern.spellings |= Spelling.Hub;
  return pattern;
}

/** A pattern that matches what either of two matches: the first, changed. */
export function either(first: Pattern, second: Pattern | null): Pattern {
  let last = first;
  let next = last.next;
  while (next != null) {
    last = next;
    next = last.next;
  }
  last.next = second;
  return first;
}

/**
 * A pattern whose registry is canonical: in small letters, without the default
 * port, Docker Hub by its one name. Behind a wildcard only letters are changed.
 */
function withCanonicalRegistry(written: Slice): Slice {
  const ptr = written.ptr;
  const end = written.end;
  const registryEnd = endOfRegistry(ptr, end);
  const isWhole =
    registryEnd < end &&
    load<u8>(registryEnd) == CharCode.Slash &&
    wildcardIn(ptr, registryEnd) == registryEnd &&
    isRegistryName(ptr, registryEnd);
  const mayChange =
    hasCapital(ptr, registryEnd) || (isWhole && mayBeAlias(registryEnd));
  if (!mayChange) return written;
  const copy = heap.alloc(written.len + TEXT_PADDING_BYTES);
  copyBytes(copy, ptr, written.len);
  const copyEnd = copy + <usize>written.len;
  const slash = copy + (registryEnd - ptr);
  lowerCase(copy, slash);
  const start = isWhole ? canonicalRegistry(copy, slash) : copy;
  return new Slice(start, <i32>(copyEnd - start));
}

/**
 * Where the part of a pattern ends that can only be of a registry if it has a
 * capital: at the first slash; without one where a tag or a wildcard begins.
 */
function endOfRegistry(ptr: usize, end: usize): usize {
  const slash = find(ptr, end, CharCode.Slash, 1);
  if (slash < end) return slash;
  return find(ptr, wildcardIn(ptr, end), CharCode.Colon, 1);
}

/** Compiles one text of a pattern. */
function compile(text: usize, end: usize, spellings: i32): Pattern {
  const wildcard = wildcardIn(text, end);
  const isName = wildcard == end && tagPart(text, end) == end;
  const prefixLen = <i32>(wildcard - text);
  return new Pattern(text, prefixLen, end, spellings, isName);
}

/** Whether a text begins with the literal prefix. */
export function prefixMatches(p: Pattern, text: usize, end: usize): bool {
  const len = p.prefixLen;
  return len <= <i32>(end - text) && equalBytes(p.text, len, text, len);
}

/** Whether a text with the literal prefix also matches what follows it. */
export function restMatches(p: Pattern, text: usize, end: usize): bool {
  const prefixLen = p.prefixLen;
  const rest = text + prefixLen;
  return rest <= end && glob(p.text + prefixLen, p.end, rest, end);
}
