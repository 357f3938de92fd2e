// SPDX-License-Identifier: Apache-2.0
import {
  Slice,
  ascii,
  findPhrase,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/** An error text is longer only when it quotes something. */
const MOST_BYTES: i32 = 4096;

/**
 * Whether a host's error says that there is nothing to read: that it does not
 * know or does not grant the capability, or that the registry has no such
 * manifest. Any other error may be a fault that hides evidence.
 *
 * Registries word a missing manifest in their own ways, and hosts pass their
 * words on. The text is readable 16 bytes past its end.
 */
export function isUnavailable(error: Slice): bool {
  return (
    says(error, ascii('manifest unknown')) ||
    // A repository may be named like the code, but never in capitals.
    says(error, ascii('MANIFEST_UNKNOWN')) ||
    says(error, ascii('name unknown')) ||
    says(error, ascii('not found')) ||
    says(error, ascii('unknown operation')) ||
    says(error, ascii('unknown namespace')) ||
    says(error, ascii('not been granted access'))
  );
}

/** Whether a phrase is in the text; capitals may stand for small letters. */
function says(error: Slice, phrase: Slice): bool {
  const end = error.ptr + <usize>min(error.len, MOST_BYTES);
  return findPhrase(error.ptr, end, phrase) != end;
}
