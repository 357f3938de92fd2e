// SPDX-License-Identifier: Apache-2.0
import { Reference, TEXT_PADDING_BYTES } from '../images/reference';
import {
  matchesEnd,
  Pattern,
  prefixMatches,
  prefixMayMatch,
  Variant,
} from './pattern';

/** One text and the lengths of its prefixes that are spellings. */
@unmanaged
export class Text {
  ptr: usize;
  /** The longest spelling, in bytes. */
  len: i32;
  /** A shorter one, 0 when there is none. */
  second: i32;
  /** The shortest, 0 when there is none. */
  third: i32;
}

/** The distinct spellings of one image; their texts follow in memory. */
@unmanaged
export class Spellings {
  /** Behind the last text. */
  end: usize;
}

const MAX_TEXTS: i32 = 3;
const TEXT_BYTES: usize = offsetof<Text>();
/** `Text` holds a pointer, so its place is aligned like one. */
const FIRST_TEXT: usize = 8;

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
  const block = heap.alloc(FIRST_TEXT + <usize>MAX_TEXTS * TEXT_BYTES);
  const spellings = changetype<Spellings>(block);
  const name = reference.repositoryLen;
  const tagLen = reference.tagLen;
  const digestLen = reference.digestLen;
  const latest = tagLen == 6 && isLatest(reference.text + name + 1);
  const untagged = latest || tagLen == 0 ? name : 0;
  const undigested = tagLen && digestLen ? name + 1 + tagLen : 0;
  const text = reference.text;
  let count = 1;
  if (undigested) put(block, 0, text, reference.textLen, undigested, untagged);
  else put(block, 0, text, reference.textLen, untagged, 0);
  if (latest && digestLen) {
    const bare = withoutTag(reference);
    put(block, count++, bare, name + 1 + digestLen, 0, 0);
  }
  // What was not rewritten is already among the canonical spellings.
  if (reference.rewritten) {
    const raw = heap.alloc(rawLen + TEXT_PADDING_BYTES);
    memory.copy(raw, rawPtr, rawLen);
    put(block, count++, raw, rawLen, 0, 0);
  }
  spellings.end = block + FIRST_TEXT + <usize>count * TEXT_BYTES;
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
  memory.copy(copy, reference.text, name);
  memory.copy(copy + name, reference.digest - 1, rest);
  return copy;
}

function put(
  block: usize,
  index: i32,
  ptr: usize,
  len: i32,
  second: i32,
  third: i32,
): void {
  const at = block + FIRST_TEXT + <usize>index * TEXT_BYTES;
  const text = changetype<Text>(at);
  text.ptr = ptr;
  text.len = len;
  text.second = second;
  text.third = third;
}

/** Whether any spelling of the pattern matches any spelling of the image. */
export function matches(pattern: Pattern, spellings: Spellings): bool {
  const end = pattern.end;
  const textsEnd = spellings.end;
  let v = pattern.first();
  do {
    const variant = changetype<Variant>(v);
    let at = changetype<usize>(spellings) + FIRST_TEXT;
    do {
      const text = changetype<Text>(at);
      const len = text.len;
      // The length comes first: what the key is compared with is there.
      if (
        variant.minLen <= len &&
        prefixMayMatch(variant, text.ptr) &&
        matchesText(variant, text)
      ) {
        return true;
      }
      at += TEXT_BYTES;
    } while (at < textsEnd);
    v += Variant.BYTES;
  } while (v < end);
  return false;
}

/** Whether the variant matches a text whose key it matches. */
function matchesText(v: Variant, text: Text): bool {
  const ptr = text.ptr;
  if (!prefixMatches(v, ptr)) return false;
  const second = text.second;
  const third = text.third;
  return (
    matchesEnd(v, ptr, text.len) ||
    (second != 0 && matchesEnd(v, ptr, second)) ||
    (third != 0 && matchesEnd(v, ptr, third))
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
  const end = pattern.ownEnd;
  let v = pattern.first();
  do {
    const variant = changetype<Variant>(v);
    if (
      variant.minLen <= len &&
      prefixMayMatch(variant, ptr) &&
      prefixMatches(variant, ptr) &&
      matchesEnd(variant, ptr, len)
    ) {
      return true;
    }
    v += Variant.BYTES;
  } while (v < end);
  return false;
}
