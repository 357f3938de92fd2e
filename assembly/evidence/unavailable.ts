// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';

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
  const end = error.ptr + <usize>min(error.len, MOST_BYTES);
  for (let p = error.ptr; p < end; p++) {
    // Few positions begin a word that counts.
    const byte = (<u32>load<u8>(p)) | 0x20;
    if (byte != 0x6d && byte != 0x6e && byte != 0x75) continue;
    if (saysSo(p, end)) return true;
  }
  return false;
}

function saysSo(p: usize, end: usize): bool {
  return (
    begins(p, end, ascii('not found')) ||
    begins(p, end, ascii('not been granted access')) ||
    begins(p, end, ascii('name unknown')) ||
    begins(p, end, ascii('unknown operation')) ||
    begins(p, end, ascii('unknown namespace')) ||
    begins(p, end, ascii('manifest unknown')) ||
    begins(p, end, ascii('manifest_unknown'))
  );
}

/** Whether the text begins with these words, in whatever case. */
function begins(p: usize, end: usize, words: Slice): bool {
  if (p + <usize>words.len > end) return false;
  for (let i: usize = 0; i < <usize>words.len; i++) {
    const byte = <u32>load<u8>(p + i);
    const lower = byte - 0x41 < 26 ? byte | 0x20 : byte;
    if (lower != <u32>load<u8>(words.ptr + i)) return false;
  }
  return true;
}
