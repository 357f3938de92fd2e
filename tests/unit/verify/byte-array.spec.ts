// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { byteArray } from '../../../assembly/verify/byte-array';

/** Bytes `from`, `from + 1` and so on, readable 16 bytes beyond. */
function bytes(from: i32, len: i32): Slice {
  const ptr = heap.alloc(<usize>len + 32);
  for (let i = 0; i < len; i++) store<u8>(ptr + <usize>i, <u8>(from + i));
  return new Slice(ptr, len);
}

function written(from: i32, len: i32): string {
  const array = byteArray(bytes(from, len));
  return String.UTF8.decodeUnsafe(array.ptr, <usize>array.len);
}

function expected(from: i32, len: i32): string {
  let text = '[';
  for (let i = 0; i < len; i++) {
    if (i > 0) text += ',';
    text += ((from + i) & 0xff).toString().padStart(3, ' ');
  }
  return text + ']';
}

describe('byteArray', () => {
  it('writes each of the 256 values', () => {
    expect<string>(written(0, 256)).toBe(expected(0, 256));
  });

  it('writes any length', () => {
    for (let len = 0; len < 70; len++)
      expect<string>(written(90, len)).toBe(expected(90, len));
  });
});
