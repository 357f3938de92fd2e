// SPDX-License-Identifier: Apache-2.0
import { copyBytes } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/copy';
import { Reference, TEXT_PADDING_BYTES } from '../images/reference';
import { HUB_BYTES, HUB_PREFIX_BYTES, startsAtHub } from '../images/registry';
import {
  isOpen,
  Pattern,
  prefixMatches,
  prefixMayMatch,
  restMatches,
  Spelling,
} from './pattern';

/** One text and the lengths of its prefixes that are spellings, too. */
@unmanaged
export class Text {
  ptr: usize;
  /** The longest spelling, in bytes. */
  len: i32;
  /** A shorter one, 0 when there is none. */
  second: i32;
  /** The shortest, 0 when there is none. */
  third: i32;
  /** Which of the image's spellings these are. */
  kind: Spelling;
}

/**
 * The distinct spellings of one image, as texts behind this in memory. They
 * lie in the room a `Reference` has for them.
 */
@unmanaged
export class Spellings {
  /** Behind the last text. */
  end: usize;

  /** The first text. */
  get first(): usize {
    return changetype<usize>(this) + offsetof<Spellings>();
  }

  /** Adds a text; lengths of 0 stay so when `cut` bytes are left out. */
  add(
    ptr: usize,
    len: i32,
    second: i32,
    third: i32,
    cut: i32,
    kind: Spelling,
  ): void {
    const text = changetype<Text>(this.end);
    this.end += offsetof<Text>();
    text.ptr = ptr + cut;
    text.len = len - cut;
    text.second = second ? second - cut : 0;
    text.third = third ? third - cut : 0;
    text.kind = kind;
  }

  /** Adds a canonical text, and without what Docker Hub's names leave out. */
  addCanonical(ptr: usize, len: i32, second: i32, third: i32): void {
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
  const spellings = changetype<Spellings>(reference.spellings);
  spellings.end = spellings.first;
  const text = reference.text;
  const name = reference.repositoryLen;
  const tagLen = reference.tagLen;
  const digestLen = reference.digestLen;
  const latest = tagLen == 6 && isLatest(text + name + 1);
  const untagged = latest || tagLen == 0 ? name : 0;
  const undigested = tagLen && digestLen ? name + 1 + tagLen : 0;
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

/** Whether the six bytes at `p` are `latest`. */
function isLatest(p: usize): bool {
  return load<u32>(p) == 0x6574616c && load<u16>(p, 4) == 0x7473;
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
      if (prefixMayMatch(one, text.ptr, text.len) && matchesText(one, text)) {
        return true;
      }
      at += offsetof<Text>();
    } while (at < spellings.end);
  } while (next != null);
  return false;
}

/** Whether the pattern matches a text whose key it matches. */
function matchesText(pattern: Pattern, text: Text): bool {
  const ptr = text.ptr;
  if (!(pattern.spellings & text.kind) || !prefixMatches(pattern, ptr)) {
    return false;
  }
  if (restMatches(pattern, ptr, text.len)) return true;
  const second = text.second;
  const third = text.third;
  if (!(second | third) || isOpen(pattern)) return false;
  return (
    (second != 0 && restMatches(pattern, ptr, second)) ||
    (third != 0 && restMatches(pattern, ptr, third))
  );
}

/**
 * Whether the pattern, as written or with its own registry part
 * canonicalised, matches the full canonical form. For lists that exempt
 * images, where matching less is the safe side.
 */
export function matchesCanonical(pattern: Pattern, reference: Reference): bool {
  const ptr = reference.text;
  const len = reference.textLen;
  let next: Pattern | null = pattern;
  do {
    const one = next;
    next = one.next;
    if (
      one.spellings & Spelling.Full &&
      prefixMayMatch(one, ptr, len) &&
      prefixMatches(one, ptr) &&
      restMatches(one, ptr, len)
    ) {
      return true;
    }
  } while (next != null);
  return false;
}
