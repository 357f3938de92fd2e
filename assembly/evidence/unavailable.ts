// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';

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
  return (
    contains(error, 'not been granted access') ||
    contains(error, 'unknown operation') ||
    contains(error, 'unknown namespace') ||
    contains(error, 'manifest unknown') ||
    contains(error, 'manifest_unknown') ||
    contains(error, 'name unknown') ||
    contains(error, 'not found')
  );
}

/** Whether the text has these ASCII words, in lower case, in any case. */
function contains(text: Slice, words: string): bool {
  const last = min(text.len, MOST_BYTES) - words.length;
  for (let start = 0; start <= last; start++) {
    let i = 0;
    while (i < words.length) {
      const byte = <i32>load<u8>(text.ptr + <usize>(start + i));
      const lower = <u32>(byte - 0x41) < 26 ? byte | 0x20 : byte;
      if (lower != words.charCodeAt(i)) break;
      i++;
    }
    if (i == words.length) return true;
  }
  return false;
}
