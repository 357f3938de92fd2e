// SPDX-License-Identifier: Apache-2.0
import {
  copyBytes,
  equalsLiteral,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Reference, TEXT_PADDING_BYTES } from '../references/reference';
import {
  HUB_BYTES,
  HUB_PREFIX_BYTES,
  startsAtHub,
} from '../references/registry';
import { Pattern, prefixMatches, restMatches, Spelling } from './pattern';

/** Texts of one image: three for each canonical form, and the raw string. */
const MOST_TEXTS: usize = 7;

/** One text and the ends of its prefixes that are spellings, too. */
@final
@unmanaged
export class Text {
  ptr: usize;
  /** The longest spelling, in bytes. */
  len: i32;
  /** Where a shorter one ends, 0 when there is none. */
  second: usize;
  /** Where the shortest ends, 0 when there is none. */
  third: usize;
  /** Which of the image's spellings these are. */
  kind: Spelling;
}

/**
 * The distinct spellings of one image, in a block of memory of their own:
 *
 *     first                end
 *     | Text | Text | Text | room for MOST_TEXTS in all
 */
@final
@unmanaged
export class Spellings {
  /** The first text. */
  first: usize;
  /** Behind the last text. */
  end: usize;

  constructor() {
    const texts = heap.alloc(MOST_TEXTS * offsetof<Text>());
    this.first = texts;
    this.end = texts;
  }

  /** Adds a text without its first `cut` bytes. */
  add(
    ptr: usize,
    len: i32,
    second: usize,
    third: usize,
    cut: i32,
    kind: Spelling,
  ): void {
    assert(
      ASC_NO_ASSERT || this.end - this.first < MOST_TEXTS * offsetof<Text>(),
    );
    const text = changetype<Text>(this.end);
    this.end += offsetof<Text>();
    text.ptr = ptr + cut;
    text.len = len - cut;
    text.second = second;
    text.third = third;
    text.kind = kind;
  }

  /** Adds a canonical text, and without what Docker Hub's names leave out. */
  addCanonical(ptr: usize, len: i32, second: usize, third: usize): void {
    this.add(ptr, len, second, third, 0, Spelling.Full);
    if (!startsAtHub(ptr)) return;
    this.add(ptr, len, second, third, HUB_BYTES, Spelling.Hub);
    if (load<u64>(ptr, 10) != 0x2f7972617262696c) return; // library/
    this.add(ptr, len, second, third, HUB_PREFIX_BYTES, Spelling.Library);
  }
}

/**
 * The spellings by which rules find an image: the raw string; the canonical
 * form as written; with `:latest` when it has neither tag nor digest; without
 * `:latest`; without the digest.
 *
 * @param rawPtr the string `reference` was parsed from, UTF-8
 * @param rawLen its length in bytes
 */
export function spell(
  rawPtr: usize,
  rawLen: i32,
  reference: Reference,
): Spellings {
  const spellings = new Spellings();
  const text = reference.text;
  const name = reference.repositoryLen;
  const tagLen = reference.tagLen;
  const digestLen = reference.digestLen;
  const nameEnd = text + name;
  const latest = equalsLiteral(nameEnd + 1, tagLen, 'latest');
  const untagged = latest || tagLen == 0 ? nameEnd : 0;
  const undigested = tagLen && digestLen ? nameEnd + 1 + tagLen : 0;
  spellings.addCanonical(text, reference.textLen, untagged, undigested);
  if (latest && digestLen) {
    const bare = withoutTag(reference);
    spellings.addCanonical(bare, name + 1 + digestLen, 0, 0);
  }
  // What was not rewritten is already among the canonical spellings.
  if (reference.rewritten) {
    spellings.add(rawPtr, rawLen, 0, 0, 0, Spelling.Full);
  }
  return spellings;
}

/** A copy of the canonical form with the digest and without the tag. */
function withoutTag(reference: Reference): usize {
  const name = reference.repositoryLen;
  const rest = reference.digestLen + 1;
  const copy = heap.alloc(name + rest + TEXT_PADDING_BYTES);
  copyBytes(copy, reference.text, name);
  copyBytes(copy + name, reference.digest - 1, rest);
  return copy;
}

/** Whether any spelling of the pattern matches any spelling of the image. */
export function matches(pattern: Pattern, spellings: Spellings): bool {
  let next: Pattern | null = pattern;
  do {
    const one = next;
    next = one.next;
    let at = spellings.first;
    do {
      const text = changetype<Text>(at);
      if (matchesText(one, text)) return true;
      at += offsetof<Text>();
    } while (at < spellings.end);
  } while (next != null);
  return false;
}

/** Whether the pattern, of such a kind, matches a text or a prefix of it. */
function matchesText(pattern: Pattern, text: Text): bool {
  const ptr = text.ptr;
  if (!(pattern.spellings & text.kind)) return false;
  if (!prefixMatches(pattern, ptr, text.len)) return false;
  if (restMatches(pattern, ptr, text.len)) return true;
  const second = text.second;
  const third = text.third;
  if (!(second | third)) return false;
  return (
    (second != 0 && restMatches(pattern, ptr, <i32>(second - ptr))) ||
    (third != 0 && restMatches(pattern, ptr, <i32>(third - ptr)))
  );
}

/**
 * Whether the pattern, as written or with its own registry part
 * canonicalised, matches the full canonical form. For lists that exempt
 * images, where matching less is the safe side.
 */
export function matchesCanonical(pattern: Pattern, reference: Reference): bool {
  const spellings = new Spellings();
  spellings.add(reference.text, reference.textLen, 0, 0, 0, Spelling.Full);
  return matches(pattern, spellings);
}
