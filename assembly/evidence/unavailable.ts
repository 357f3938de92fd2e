// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { equalsLiteral } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';

/** An error text is longer only when it quotes something. */
const MOST_BYTES: i32 = 4096;

/**
 * Whether a host's error says that there is nothing to read: that it does not
 * know or does not grant the capability, or that the registry has no such
 * manifest. Any other error may be a fault that hides evidence.
 *
 * Registries word a missing manifest in their own ways, and hosts pass their
 * words on.
 */
export function isUnavailable(error: Slice): bool {
  const len = min(error.len, MOST_BYTES);
  const text = lowerCase(error.ptr, len);
  const end = text + <usize>len;
  for (let p = text; p < end; p++) {
    const byte = load<u8>(p);
    const found =
      byte == 0x6e // n
        ? begins(p, end, 'not found') ||
          begins(p, end, 'not been granted access') ||
          begins(p, end, 'name unknown')
        : byte == 0x75 // u
          ? begins(p, end, 'unknown operation') ||
            begins(p, end, 'unknown namespace')
          : byte == 0x6d && // m
            (begins(p, end, 'manifest unknown') ||
              begins(p, end, 'manifest_unknown'));
    if (found) return true;
  }
  return false;
}

function begins(p: usize, end: usize, words: string): bool {
  const len = words.length;
  return p + <usize>len <= end && equalsLiteral(p, len, words);
}

/** A copy with ASCII capitals in lower case. */
function lowerCase(ptr: usize, len: i32): usize {
  const copy = heap.alloc(<usize>len + 32);
  for (let i: usize = 0; i < <usize>len; i++) {
    const byte = load<u8>(ptr + i);
    const isCapital = <u32>(byte - 0x41) < 26;
    store<u8>(copy + i, isCapital ? byte | 0x20 : byte);
  }
  return copy;
}
