// SPDX-License-Identifier: Apache-2.0
import { Slice, Writer } from '@kubewarden/policy-sdk-assemblyscript';

/** Bytes of the JSON for each byte: three characters and a comma. */
const NUMBER_BYTES: usize = 4;

/**
 * The bytes as a JSON array of numbers, which is how certificates travel:
 * `[ 45, 45,122]`. Numbers are padded with spaces to three characters, so that
 * 16 of them are made at once.
 */
export function byteArray(bytes: Slice): Slice {
  const array = heap.alloc(<usize>bytes.len * NUMBER_BYTES + 80);
  const end = storeByteArray(array, bytes);
  return new Slice(array, <i32>(end - array));
}

/** Writes the array of some bytes. */
export function writeByteArray(to: Writer, bytes: Slice): void {
  const room = bytes.len * <i32>NUMBER_BYTES + 80;
  const end = storeByteArray(to.reserve(room), bytes);
  to.advanceTo(end);
}

/** Stores the array, and up to 64 bytes more; returns its end. */
function storeByteArray(array: usize, bytes: Slice): usize {
  const from = bytes.ptr;
  const len = <usize>bytes.len;
  store<u8>(array, 0x5b);
  const to = array + 1;
  for (let i: usize = 0; i < len; i += 16) {
    storeNumbers(to + i * NUMBER_BYTES, v128.load(from + i));
  }
  // The last comma makes way for the bracket.
  const end = len == 0 ? to : to + len * NUMBER_BYTES - 1;
  store<u8>(end, 0x5d);
  return end + 1;
}

/** Stores 16 numbers of four characters each, a comma behind each. */
function storeNumbers(to: usize, bytes: v128): void {
  // x / 10 as a multiplication, exact for all bytes.
  const tens = i8x16.narrow_i16x8_u(
    i16x8.shr_u(i16x8.extmul_low_i8x16_u(bytes, i8x16.splat(<i8>205)), 11),
    i16x8.shr_u(i16x8.extmul_high_i8x16_u(bytes, i8x16.splat(<i8>205)), 11),
  );
  // Comparisons give -1 where they hold: the hundreds are 0, -1 or -2.
  const over99 = i8x16.ge_u(bytes, i8x16.splat(100));
  const hundreds = i8x16.add(over99, i8x16.ge_u(bytes, i8x16.splat(<i8>200)));
  // A digit is 0x30 and its value; leading ones that are 0 become spaces.
  const pad = i8x16.splat(0x10);
  const space = i8x16.splat(0x20);
  const first = i8x16.sub(i8x16.add(space, v128.and(over99, pad)), hundreds);
  const over9 = v128.and(i8x16.ge_u(bytes, i8x16.splat(10)), pad);
  const second = i8x16.add(
    i8x16.add(i8x16.add(tens, timesTen(hundreds)), space),
    over9,
  );
  const third = i8x16.add(i8x16.sub(bytes, timesTen(tens)), i8x16.splat(0x30));
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

// Inlined: they are one to three instructions each.

// @ts-ignore: decorator
@inline
function timesTen(x: v128): v128 {
  return i8x16.add(i8x16.shl(x, 3), i8x16.add(x, x));
}

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
