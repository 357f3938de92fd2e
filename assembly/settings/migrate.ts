// SPDX-License-Identifier: Apache-2.0
import { CharCode, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';

/**
 * The camelCase twin of a snake_case key: `url_prefix` is `urlPrefix`. Settings
 * were snake_case before v0.2.0.
 */
export function camelCase(ptr: usize, len: i32): Slice {
  const twin = heap.alloc(<usize>len + 16);
  let to = twin;
  let upper = false;
  for (let i = 0; i < len; i++) {
    let byte = <u32>load<u8>(ptr + <usize>i);
    const underscore = byte == CharCode.Underscore;
    if (upper && byte - CharCode.a < 26) byte -= 0x20;
    store<u8>(to, byte);
    if (!underscore) to++;
    upper = underscore;
  }
  return new Slice(twin, <i32>(to - twin));
}
