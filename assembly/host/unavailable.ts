// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  equalBytes,
  findPhrase,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/** What an error says of a manifest that the host did not read. */
export const enum Absence {
  /** Nothing certain: it may be a fault that hides evidence. */
  Unknown,
  /** There is none, or the host is too old to read it. */
  None,
  /** The host keeps the capability back, which may hide evidence. */
  NotGranted,
}

/**
 * Reads the host's error from its structure: the words that it begins with, the
 * registry's status, or the registry's message in its envelope. Words anywhere
 * else, as in URLs and bodies, mean nothing.
 *
 * @param error - readable 16 bytes past its end
 */
export function readAbsence(error: Slice): Absence {
  const text = new Slice(error.ptr, error.len);
  skip(text, ascii('Callback evaluation failure: '));
  // Our own host says it twice.
  while (skip(text, ascii('Fail to interact with OCI registry: '))) continue;
  if (skip(text, ascii('Registry error: url '))) {
    skipPast(text, ascii('envelope: OCI API errors: [OCI API error: '));
    return saysAbsent(text) ? Absence.None : Absence.Unknown;
  }
  if (skip(text, ascii('Server error: url '))) {
    skipPast(text, ascii(', code: '));
    return skip(text, ascii('404,')) ? Absence.None : Absence.Unknown;
  }
  if (
    skip(text, ascii('unknown operation: ')) ||
    skip(text, ascii('unknown namespace: '))
  )
    return Absence.None;
  return skip(text, ascii('Policy has not been granted access to '))
    ? Absence.NotGranted
    : Absence.Unknown;
}

/**
 * Whether a registry's message, up to the bracket behind it, says that there is
 * no such manifest. Registries word that in their own ways, and hosts pass on
 * the message alone: it is empty where a registry sends nothing but a code.
 */
function saysAbsent(text: Slice): bool {
  return (
    text.is(']') ||
    says(text, ascii('manifest unknown')) ||
    says(text, ascii('MANIFEST_UNKNOWN')) ||
    says(text, ascii('name unknown')) ||
    says(text, ascii('NAME_UNKNOWN')) ||
    says(text, ascii('not found')) ||
    says(text, ascii('not known')) ||
    // Google's.
    says(text, ascii('failed to fetch "'))
  );
}

/** Whether a phrase is in the text; capitals may stand for small letters. */
function says(text: Slice, phrase: Slice): bool {
  return findPhrase(text.ptr, text.end, phrase) != text.end;
}

/** Takes these words off the beginning of a text, if it begins so. */
function skip(text: Slice, words: Slice): bool {
  const len = words.len;
  if (text.len < len || !equalBytes(text.ptr, len, words.ptr, len))
    return false;
  text.ptr += <usize>len;
  text.len -= len;
  return true;
}

/** Takes all up to and with these words off a text; all when it has them not. */
function skipPast(text: Slice, words: Slice): void {
  const end = text.end;
  text.ptr = min(findPhrase(text.ptr, end, words) + <usize>words.len, end);
  text.len = <i32>(end - text.ptr);
}
