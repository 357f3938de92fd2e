// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';

/**
 * The bytes as a JSON array of numbers, which is how certificates travel:
 * `[ 45, 45,122]`. Numbers are padded with spaces to three characters, so that
 * 16 of them are made at once.
 */
export function byteArray(bytes: Slice): Slice {
  const from = bytes.ptr;
  const len = <usize>bytes.len;
  const array = heap.alloc((len << 2) + 80);
  store<u8>(array, 0x5b);
  const to = array + 1;
  for (let i: usize = 0; i < len; i += 16) {
    storeNumbers(to + (i << 2), v128.load(from + i));
  }
  // The last comma makes way for the bracket.
  const end = len == 0 ? to : to + (len << 2) - 1;
  store<u8>(end, 0x5d);
  return new Slice(array, <i32>(end + 1 - array));
}

/** Stores 16 numbers of four characters each, a comma behind each. */
function storeNumbers(to: usize, bytes: v128): void {
  const low = i16x8.extend_low_i8x16_u(bytes);
  const high = i16x8.extend_high_i8x16_u(bytes);
  // x / 10 and x / 100 as multiplications, exact for all bytes.
  const tenth = i16x8.splat(205);
  const hundredth = i16x8.splat(41);
  const tens = i8x16.narrow_i16x8_u(
    i16x8.shr_u(i16x8.mul(low, tenth), 11),
    i16x8.shr_u(i16x8.mul(high, tenth), 11),
  );
  const hundreds = i8x16.narrow_i16x8_u(
    i16x8.shr_u(i16x8.mul(low, hundredth), 12),
    i16x8.shr_u(i16x8.mul(high, hundredth), 12),
  );
  const zero = i8x16.splat(0x30);
  const space = i8x16.splat(0x20);
  const ones = i8x16.add(i8x16.sub(bytes, timesTen(tens)), zero);
  const second = v128.bitselect(
    space,
    i8x16.add(i8x16.sub(tens, timesTen(hundreds)), zero),
    i8x16.eq(tens, i8x16.splat(0)),
  );
  const first = v128.bitselect(
    space,
    i8x16.add(hundreds, zero),
    i8x16.eq(hundreds, i8x16.splat(0)),
  );
  const comma = i8x16.splat(0x2c);
  storePairs(to, evenBytes(first, second), evenBytes(ones, comma));
  storePairs(to + 32, oddBytes(first, second), oddBytes(ones, comma));
}

/** Ten times each byte, below 26. */
function timesTen(x: v128): v128 {
  return i8x16.add(i8x16.shl(x, 3), i8x16.add(x, x));
}

/** The low eight bytes of both, interleaved. */
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

/** Stores the 16-bit lanes of both, interleaved. */
function storePairs(to: usize, a: v128, b: v128): void {
  v128.store(to, v128.shuffle<u16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11));
  v128.store(to, v128.shuffle<u16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15), 16);
}
