// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/**
 * The camelCase twin of a snake_case key: `url_prefix` is `urlPrefix`. Settings
 * were snake_case before v0.2.0.
 */
export function camelCase(ptr: usize, len: i32): Slice {
  const twin = new Writer(len);
  let upper = false;
  for (let i = 0; i < len; i++) {
    const byte = <u32>load<u8>(ptr + <usize>i);
    const isUnderscore = byte == CharCode.Underscore;
    if (!isUnderscore)
      twin.byte(upper && byte - CharCode.a < 26 ? byte - 0x20 : byte);
    upper = isUnderscore;
  }
  return twin.slice();
}
