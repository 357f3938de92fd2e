// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
  equalBytes,
  find,
  has,
  hasCapital,
  lowerCase,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import {
  canonicalRegistry,
  isRegistryName,
  mayBeAlias,
  startsAtHub,
} from '../references/registry';
import { glob, ONE, STAR, wildcardIn } from './glob';
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
  const written = withSmallRegistry(new Slice(ptr, len));
  const end = written.end;
  const slash = find(written.ptr, end, CharCode.Slash);
  let pattern = compile(written.ptr, end, Spelling.Full);
  const wild = written.ptr + <usize>pattern.prefixLen < slash;
  if (slash < end && !wild && isRegistryName(written.ptr, slash)) {
    if (mayBeAlias(slash)) {
      const text = new Writer(512)
        .slices(canonicalRegistry(written.ptr, slash))
        .between(slash, end)
        .slice();
      pattern = compile(text.ptr, text.end, Spelling.Full);
    }
    const path = slash + 1;
    if (startsAtHub(pattern.text) && !has(path, end, CharCode.Slash))
      pattern.next = compile(path, end, Spelling.Library);
    return pattern;
  }
  // A leading star already stands for any registry.
  if (len == 0 || <u32>load<u8>(ptr) == STAR) return pattern;
  if (slash == end) pattern.spellings |= Spelling.Library;
  // A wildcard also spans slashes: `n*` means `nasty/x`, and all its aliases.
  if (slash < end || wild) pattern.spellings |= Spelling.Hub;
  return pattern;
}

/**
 * A pattern with small letters where it can only be about a registry if it has
 * capitals: up to the first slash; without one up to a tag or a wildcard.
 */
function withSmallRegistry(written: Slice): Slice {
  const ptr = written.ptr;
  const end = written.end;
  let registryEnd = find(ptr, end, CharCode.Slash);
  if (registryEnd == end)
    registryEnd = find(ptr, wildcardIn(ptr, end), CharCode.Colon);
  if (!hasCapital(ptr, registryEnd)) return written;
  const copy = new Writer(512).slices(written).slice();
  lowerCase(copy.ptr, copy.ptr + (registryEnd - ptr));
  return copy;
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
  // The last bytes tell most texts apart.
  const last = <u32>load<u8>(p.end - 1);
  if (last != STAR && last != ONE && last != <u32>load<u8>(end - 1))
    return false;
  return rest <= end && glob(p.text + prefixLen, p.end, rest, end);
}
