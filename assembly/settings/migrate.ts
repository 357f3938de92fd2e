// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';

/**
 * The camelCase twin of a snake_case key (`url_prefix` is `urlPrefix`), or null
 * when the key has no underscore. Settings were snake_case before v0.2.0.
 */
export function camelCase(ptr: usize, len: i32): Slice | null {
  const twin = heap.alloc(<usize>len + 8);
  let to = twin;
  let upper = false;
  for (let i = 0; i < len; i++) {
    const byte = load<u8>(ptr + <usize>i);
    if (byte == 0x5f) {
      upper = true;
      continue;
    }
    const letter = upper && <u32>(byte - 0x61) < 26;
    store<u8>(to++, letter ? byte - 0x20 : byte);
    upper = false;
  }
  const twinLen = <i32>(to - twin);
  return twinLen == len ? null : new Slice(twin, twinLen);
}
