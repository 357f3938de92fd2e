// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
  copyBytes,
  equalBytes,
  find,
  has,
  hasCapital,
  lowerCase,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import {
  canonicalRegistry,
  isDockerHub,
  isRegistryName,
  mayBeAlias,
} from '../references/registry';
import { TEXT_PADDING_BYTES } from '../references/reference';
import { glob, ONE, STAR } from './glob';

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
 *     text                prefixLen               len
 *     | registry.io/team/ | *:v?                  | 16 readable bytes
 *       literal prefix      from the first wildcard on
 */
@final
@unmanaged
export class Pattern {
  /** The same pattern with its own registry in canonical form, or another. */
  next: Pattern | null = null;

  constructor(
    public text: usize,
    public len: i32,
    /** Bytes before the first wildcard. */
    public prefixLen: i32,
    /** Bits of {@link Spelling}. */
    public spellings: i32,
  ) {}
}

/**
 * Compiles an image pattern (UTF-8; `*` any run, `?` one character, anchored
 * at both ends). It matches as written; with its own registry part
 * canonicalised; and, because matching more is the safe side for rules, as the
 * Docker Hub name it may stand for. The bytes must stay as they are, with 16
 * readable behind.
 */
export function compilePattern(ptr: usize, len: i32): Pattern {
  const pattern = compile(ptr, len, Spelling.Full);
  const end = ptr + len;
  const slash = find(ptr, end, CharCode.Slash, 1);
  const wild = ptr + pattern.prefixLen < slash;
  if (slash < end && isRegistryName(ptr, slash)) {
    pattern.next = withOwnRegistry(ptr, slash, end, wild);
    if (!wild) return pattern;
  }
  // A leading star already stands for any registry.
  if (len == 0 || <u32>load<u8>(ptr) == STAR) return pattern;
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

/** The pattern with a canonical registry, null when that says no more. */
function withOwnRegistry(
  ptr: usize,
  slash: usize,
  end: usize,
  wild: bool,
): Pattern | null {
  const capital = hasCapital(ptr, slash);
  if (!capital && (wild || !mayBeAlias(slash))) return null;
  const len = end - ptr;
  const copy = heap.alloc(len + TEXT_PADDING_BYTES);
  copyBytes(copy, ptr, len);
  const copyEnd = copy + len;
  const registryEnd = copy + (slash - ptr);
  lowerCase(copy, registryEnd);
  const start = wild ? copy : canonicalRegistry(copy, registryEnd);
  const own =
    capital || start != copy
      ? compile(start, <i32>(copyEnd - start), Spelling.Full)
      : null;
  const path = registryEnd + 1;
  if (
    wild ||
    !isDockerHub(start, registryEnd) ||
    has(path, copyEnd, CharCode.Slash)
  ) {
    return own;
  }
  const library = compile(path, <i32>(copyEnd - path), Spelling.Library);
  library.next = own;
  return library;
}

/** Compiles one text of a pattern. */
function compile(text: usize, len: i32, spellings: i32): Pattern {
  const star = find(text, text + len, CharCode.Asterisk, 1);
  const prefixEnd = find(text, star, CharCode.Question, 1);
  return new Pattern(text, len, <i32>(prefixEnd - text), spellings);
}

/** Whether a text begins with the literal prefix. */
export function prefixMatches(p: Pattern, ptr: usize, len: i32): bool {
  const prefixLen = p.prefixLen;
  return prefixLen <= len && equalBytes(p.text, prefixLen, ptr, prefixLen);
}

/** Whether a text with the literal prefix also matches what follows it. */
export function restMatches(p: Pattern, ptr: usize, len: i32): bool {
  const skip = p.prefixLen;
  assert(ASC_NO_ASSERT || skip <= p.len);
  const patternLen = p.len;
  if (skip == patternLen) return len == skip;
  if (len < skip) return false;
  const text = p.text;
  const last = <u32>load<u8>(text + patternLen - 1);
  if (last != STAR && last != ONE && last != <u32>load<u8>(ptr + len - 1)) {
    return false;
  }
  return glob(text + skip, text + patternLen, ptr + skip, ptr + len);
}
