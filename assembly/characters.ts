// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '@kubewarden/policy-sdk-assemblyscript/core';

/** So many digits fit an `i64` for certain. */
const MOST_DIGITS: usize = 18;

/**
 * The number that `p..end` writes in decimal and in the shortest way; -1 for
 * all else, and for numbers of more than 18 digits.
 */
export function wholeNumber(p: usize, end: usize): i64 {
  const len = end - p;
  // Without a digit, the length minus one is the greatest number of all.
  if (len - 1 >= MOST_DIGITS || (len > 1 && load<u8>(p) == CharCode.Zero))
    return -1;
  let value: i64 = 0;
  for (; p < end; p++) {
    const digit = <u32>load<u8>(p) - CharCode.Zero;
    if (digit > 9) return -1;
    value = value * 10 + <i64>digit;
  }
  return value;
}

/** The value of a hexadecimal digit; below 0 for all else. */
export function hexDigit(byte: u32): i32 {
  const digit = byte - CharCode.Zero;
  if (digit < 10) return digit;
  const letter = (byte | 0x20) - CharCode.a;
  return letter < 6 ? 10 + letter : -1;
}

/** A digit, or a letter: of any case if `letters` says so, small if it is 0. */
export function isAlphanumeric(c: u32, letters: u32): bool {
  return (c | letters) - CharCode.a < 26 || c - CharCode.Zero < 10;
}
