// SPDX-License-Identifier: Apache-2.0
import { equalsLiteral } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Reference } from '../references/reference';
import {
  HUB_BYTES,
  HUB_PREFIX_BYTES,
  startsAtHub,
} from '../references/registry';
import { Pattern, prefixMatches, restMatches, Spelling } from './pattern';

/** A spelling of an image, prefixes of it that are some, too, and all others. */
@final
@unmanaged
export class Spellings {
  constructor(
    public next: Spellings | null,
    public text: usize,
    /** Where the name ends. */
    public nameEnd: usize,
    /** Where the tag ends, if that makes a spelling; else 0. */
    public tagEnd: usize,
    public end: usize,
    /** Whether the name alone is a spelling, for every pattern. */
    public plain: bool,
    /** Which of the image's spellings these are. */
    public kind: Spelling,
  ) {}
}

/** Adds a canonical text, and without what Docker Hub's names leave out. */
function add(
  next: Spellings | null,
  text: usize,
  nameEnd: usize,
  tagEnd: usize,
  end: usize,
  plain: bool,
): Spellings {
  const full = Spelling.Full;
  let all = new Spellings(next, text, nameEnd, tagEnd, end, plain, full);
  if (!startsAtHub(text)) return all;
  const hub = text + HUB_BYTES;
  all = new Spellings(all, hub, nameEnd, tagEnd, end, plain, Spelling.Hub);
  if (load<u64>(hub) != 0x2f7972617262696c) return all; // library/
  const image = text + HUB_PREFIX_BYTES;
  const library = Spelling.Library;
  return new Spellings(all, image, nameEnd, tagEnd, end, plain, library);
}

/**
 * The spellings by which rules find an image. They come of its canonical form
 * alone, so an image is found however it is written: the form as it is; without
 * the digest; without a tag that is `latest`, or that a digest makes
 * meaningless; the name alone, where neither says which image is meant.
 */
export function spell(reference: Reference): Spellings {
  const text = reference.text;
  const nameEnd = reference.nameEnd;
  const tagEnd = reference.tagEnd;
  const end = reference.end;
  const digest = reference.digest;
  if (digest == null || tagEnd == nameEnd) {
    const tagLen = <i32>(tagEnd - nameEnd);
    const plain = digest != null || equalsLiteral(nameEnd, tagLen, ':latest');
    return add(null, text, nameEnd, 0, end, plain);
  }
  // The same without its tag.
  const bare = reference.withDigest(digest);
  const bareName = bare.ptr + (nameEnd - text);
  const all = add(null, bare.ptr, bareName, 0, bare.end, false);
  return add(all, text, nameEnd, tagEnd, end, true);
}

/** Whether any spelling of the pattern matches any spelling of the image. */
export function matches(pattern: Pattern, spellings: Spellings): bool {
  let next: Pattern | null = pattern;
  do {
    const one = next;
    next = one.next;
    let rest: Spellings | null = spellings;
    do {
      if (matchesText(one, rest)) return true;
      rest = rest.next;
    } while (rest != null);
  } while (next != null);
  return false;
}

/** Whether the pattern, of such a kind, matches a text or a prefix of it. */
function matchesText(pattern: Pattern, one: Spellings): bool {
  const text = one.text;
  if (!(pattern.spellings & one.kind)) return false;
  if (!prefixMatches(pattern, text, one.end)) return false;
  return (
    restMatches(pattern, text, one.end) ||
    (one.tagEnd != 0 && restMatches(pattern, text, one.tagEnd)) ||
    ((one.plain || pattern.namesRepository) &&
      restMatches(pattern, text, one.nameEnd))
  );
}

/**
 * Whether the pattern matches the full canonical form. For lists that exempt
 * images, where matching less is the safe side.
 */
export function matchesCanonical(pattern: Pattern, reference: Reference): bool {
  const nameEnd = reference.nameEnd;
  const end = reference.end;
  return matches(
    pattern,
    new Spellings(null, reference.text, nameEnd, 0, end, false, Spelling.Full),
  );
}
