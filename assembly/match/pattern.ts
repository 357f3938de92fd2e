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
 * A compiled pattern. `key` holds the last (up to) eight bytes of its literal
 * prefix: most texts that do not match fall at one 8-byte comparison.
 */
@unmanaged
export class Pattern {
  key: u64;
  keyMask: u64;
  /** Where `key` stands in a text. */
  keyAt: usize;
  text: usize;
  len: i32;
  /** Bytes before the first wildcard. */
  prefixLen: i32;
  /** Bits of {@link Spelling}. */
  spellings: i32;
  /** The same pattern with its own registry in canonical form, or another. */
  next: Pattern | null;
}

/**
 * Compiles an image pattern (UTF-8; `*` any run, `?` one character, anchored
 * at both ends). It matches as written; with its own registry part
 * canonicalised; and, because matching more is the safe side for rules, as the
 * Docker Hub name it may stand for. The bytes must stay as they are, with 8
 * readable before and 16 behind.
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
  const copy = heap.alloc(8 + len + TEXT_PADDING_BYTES) + 8;
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
  const pattern = changetype<Pattern>(heap.alloc(offsetof<Pattern>()));
  const star = find(text, text + len, CharCode.Asterisk, 1);
  const prefixLen = <i32>(find(text, star, CharCode.Question, 1) - text);
  pattern.text = text;
  pattern.len = len;
  pattern.prefixLen = prefixLen;
  pattern.spellings = spellings;
  pattern.next = null;
  // The key ends where the prefix ends; of a short one it is the high bytes.
  pattern.keyAt = prefixLen - 8;
  pattern.key = load<u64>(text + prefixLen - 8);
  pattern.keyMask =
    prefixLen < 8 ? ~((<u64>-1) >> ((<u64>prefixLen) << 3)) : -1;
  return pattern;
}

/**
 * Whether a text is as long as the prefix and has its last bytes; 8 bytes
 * before it are readable.
 */
export function prefixMayMatch(p: Pattern, ptr: usize, len: i32): bool {
  // The length comes first: what the key is compared with is there.
  return (
    p.prefixLen <= len && ((load<u64>(ptr + p.keyAt) ^ p.key) & p.keyMask) == 0
  );
}

/** Whether the rest of the literal prefix stands at `ptr`, too. */
export function prefixMatches(p: Pattern, ptr: usize): bool {
  const left = p.prefixLen - 8;
  return left <= 0 || equalBytes(p.text, left, ptr, left);
}

/** Whether a text with the literal prefix also matches what follows it. */
export function restMatches(p: Pattern, ptr: usize, len: i32): bool {
  const skip = p.prefixLen;
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
