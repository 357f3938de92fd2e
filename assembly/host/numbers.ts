// SPDX-License-Identifier: Apache-2.0

/** Bytes of the JSON for each byte: three characters and a comma. */
export const NUMBER_BYTES: usize = 4;

// What a byte has in common with the others of its eight, the first of which
// begins at 4: so 100 begins one too, and a hundred never in its midst.

/** The tens of the first byte of each eight. */
const TENS = i8x16(
  0,
  10,
  20,
  20,
  30,
  40,
  50,
  60,
  60,
  70,
  80,
  90,
  100,
  100,
  110,
  120,
);
/** The last digit of these tens, as a character. */
const TENS_DIGITS = i8x16(
  0x30,
  0x31,
  0x32,
  0x32,
  0x33,
  0x34,
  0x35,
  0x36,
  0x36,
  0x37,
  0x38,
  0x39,
  0x30,
  0x30,
  0x31,
  0x32,
);
/** Spaces, and ones from 100 on. */
const HUNDREDS = i8x16(
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x31,
  0x31,
  0x31,
  0x31,
);
/** The last digit of 0 to 15. */
const DIGITS = i8x16(
  0x30,
  0x31,
  0x32,
  0x33,
  0x34,
  0x35,
  0x36,
  0x37,
  0x38,
  0x39,
  0x30,
  0x31,
  0x32,
  0x33,
  0x34,
  0x35,
);

/**
 * Stores 16 bytes, all from 32 to 127, as decimal numbers: padded with spaces
 * to three characters, a comma behind each, 64 bytes in all.
 */
export function storeNumbers(to: usize, from: usize): void {
  const bytes = v128.load(from);
  const eights = i8x16.shr_u(i8x16.sub(bytes, i8x16.splat(4)), 3);
  const rest = i8x16.sub(bytes, i8x16.swizzle(TENS, eights)); // 0 to 15
  const first = i8x16.swizzle(HUNDREDS, eights);
  // A comparison that holds gives -1.
  const second = i8x16.sub(
    i8x16.swizzle(TENS_DIGITS, eights),
    i8x16.gt_u(rest, i8x16.splat(9)),
  );
  const third = i8x16.swizzle(DIGITS, rest);
  const comma = i8x16.splat(0x2c);
  const low = evenBytes(first, second);
  const lowEnds = evenBytes(third, comma);
  const high = oddBytes(first, second);
  const highEnds = oddBytes(third, comma);
  v128.store(to, evenPairs(low, lowEnds));
  v128.store(to, oddPairs(low, lowEnds), 16);
  v128.store(to, evenPairs(high, highEnds), 32);
  v128.store(to, oddPairs(high, highEnds), 48);
}

// Inlined: each is one instruction.

/** The low eight bytes of both, interleaved. */
// @ts-ignore: decorator
@inline
function evenBytes(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(
    a,
    b,
    0,
    16,
    1,
    17,
    2,
    18,
    3,
    19,
    4,
    20,
    5,
    21,
    6,
    22,
    7,
    23,
  );
}

/** The high eight bytes of both, interleaved. */
// @ts-ignore: decorator
@inline
function oddBytes(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(
    a,
    b,
    8,
    24,
    9,
    25,
    10,
    26,
    11,
    27,
    12,
    28,
    13,
    29,
    14,
    30,
    15,
    31,
  );
}

/** The low four 16-bit lanes of both, interleaved. */
// @ts-ignore: decorator
@inline
function evenPairs(a: v128, b: v128): v128 {
  return v128.shuffle<u16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

/** The high four 16-bit lanes of both, interleaved. */
// @ts-ignore: decorator
@inline
function oddPairs(a: v128, b: v128): v128 {
  return v128.shuffle<u16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}
