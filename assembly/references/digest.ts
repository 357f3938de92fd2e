// SPDX-License-Identifier: Apache-2.0
import {
  DIGITS,
  findName,
  HEX_LETTERS,
  Lanes,
  nameList,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/** Bytes before the digits of a digest. */
const ALGORITHM_BYTES: i32 = 7;

/**
 * Hex digits of the hash whose name and colon are the bytes `start..end`; 0
 * when they are none.
 */
function hashDigits(start: usize, end: usize): i32 {
  const names = nameList('sha256:|sha384:|sha512:');
  const n = findName(names, start, <i32>(end - start));
  return n == 0 ? 0 : (n + 1) << 5;
}

/**
 * Whether the text is a digest as references have it: `sha256`, `sha384` or
 * `sha512`, a colon, and as many lower-case hex digits as the hash has.
 */
export function isDigest(text: Slice): bool {
  const hex = text.ptr + ALGORITHM_BYTES;
  const digits = hashDigits(text.ptr, hex);
  return (
    digits != 0 && text.len == ALGORITHM_BYTES + digits && isHex(hex, text.end)
  );
}

/**
 * Whether the bytes, whose first colon is at `colon`, are an image ID, whole or
 * shortened: an algorithm, a colon and hex digits. Runtimes look such a text up
 * among the images of the node, before they take it for a repository and its
 * tag.
 */
export function isImageId(start: usize, colon: usize, end: usize): bool {
  const hex = colon + 1;
  return hex < end && hashDigits(start, hex) != 0 && isHex(hex, end);
}

/** Whether the bytes, 16 readable behind, are all lower-case hex digits. */
export function isHex(start: usize, end: usize): bool {
  let p = start;
  let run: i32;
  do {
    const v = v128.load(p);
    const hex = v128.or(Lanes.in(v, DIGITS), Lanes.in(v, HEX_LETTERS));
    run = ctz(~Lanes.bits(hex));
    p += run;
  } while (run == 16 && p < end);
  return p >= end;
}
