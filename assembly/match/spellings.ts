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

/** Texts of one image: three of its name with the tag, three without it. */
const MOST_TEXTS: usize = 6;

/** One text, and the ends of its prefixes that may be spellings, too. */
@final
@unmanaged
export class Text {
  ptr: usize;
  /** All of it, in bytes. */
  len: i32;
  /** Where the name ends. */
  nameEnd: usize;
  /** Where the tag ends, if a digest follows it; else 0. */
  tagEnd: usize;
  /** Whether the name alone is a spelling, for every pattern. */
  plain: bool;
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

  /** Adds `ptr..end` without its first `cut` bytes; a name ends at `nameEnd`. */
  add(
    ptr: usize,
    end: usize,
    nameEnd: usize,
    tagEnd: usize,
    plain: bool,
    cut: usize,
    kind: Spelling,
  ): void {
    assert(
      ASC_NO_ASSERT || this.end - this.first < MOST_TEXTS * offsetof<Text>(),
    );
    const text = changetype<Text>(this.end);
    this.end += offsetof<Text>();
    text.ptr = ptr + cut;
    text.len = <i32>(end - ptr - cut);
    text.nameEnd = nameEnd;
    text.tagEnd = tagEnd;
    text.plain = plain;
    text.kind = kind;
  }

  /** Adds a canonical text, and without what Docker Hub's names leave out. */
  addCanonical(
    ptr: usize,
    end: usize,
    nameEnd: usize,
    tagEnd: usize,
    plain: bool,
  ): void {
    this.add(ptr, end, nameEnd, tagEnd, plain, 0, Spelling.Full);
    if (!startsAtHub(ptr)) return;
    this.add(ptr, end, nameEnd, tagEnd, plain, HUB_BYTES, Spelling.Hub);
    if (load<u64>(ptr, 10) != 0x2f7972617262696c) return; // library/
    const cut = HUB_PREFIX_BYTES;
    this.add(ptr, end, nameEnd, tagEnd, plain, cut, Spelling.Library);
  }
}

/**
 * The spellings by which rules find an image. They come of its canonical form
 * alone, so an image is found however it is written: the form as it is; without
 * the digest; without a tag that is `latest`, or that a digest makes
 * meaningless; the name alone, where neither says which image is meant.
 */
export function spell(reference: Reference): Spellings {
  const spellings = new Spellings();
  const text = reference.text;
  const end = text + reference.textLen;
  const tagLen = reference.tagLen;
  const isPinned = reference.digestLen != 0;
  const nameEnd = text + reference.repositoryLen;
  const plain =
    isPinned || tagLen == 0 || equalsLiteral(nameEnd + 1, tagLen, 'latest');
  const hasBoth = isPinned && tagLen != 0;
  const tagEnd = hasBoth ? nameEnd + 1 + tagLen : 0;
  spellings.addCanonical(text, end, nameEnd, tagEnd, plain);
  if (hasBoth) {
    const bare = withoutTag(reference);
    const bareName = bare + reference.repositoryLen;
    const bareEnd = bareName + 1 + reference.digestLen;
    spellings.addCanonical(bare, bareEnd, bareName, 0, false);
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
  const tagEnd = text.tagEnd;
  if (tagEnd != 0 && restMatches(pattern, ptr, <i32>(tagEnd - ptr)))
    return true;
  return (
    (text.plain || pattern.namesRepository) &&
    restMatches(pattern, ptr, <i32>(text.nameEnd - ptr))
  );
}

/**
 * Whether the pattern matches the full canonical form. For lists that exempt
 * images, where matching less is the safe side.
 */
export function matchesCanonical(pattern: Pattern, reference: Reference): bool {
  const spellings = new Spellings();
  const text = reference.text;
  const end = text + reference.textLen;
  const nameEnd = text + reference.repositoryLen;
  spellings.add(text, end, nameEnd, 0, false, 0, Spelling.Full);
  return matches(pattern, spellings);
}
