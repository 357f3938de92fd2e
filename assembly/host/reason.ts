// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  find,
  findPhrase,
  nameAt,
  nameList,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Code } from '../rejections/code';
import { Failure } from '../rejections/failure';

const LINE_FEED: i8 = 0x0a;
const QUOTE: i8 = 0x27;
const BRACKET: u8 = 0x5d;

// Lists of phrases, each behind a byte with its code; tests/fixtures/messages
// has them from real hosts.

/** How errors begin, and what they mean. */
function beginnings(): usize {
  return nameList(
    '\x01no signatures found for image: |\x02Image verification failed: missing signatures|\x02Several Signature Layers failed|\x02No Signature Layer passed|\x05CertExpired|\x05Certificate is being used after|\x06CertNotValidYet|\x06Certificate validity check failed: cannot be used before|\x06Certificate is being used before|\x07Certificate is not trusted|\x07UnknownIssuer|\x15Invalid OCI image reference: |\x0dNot authorized: url |\x11no complete answer within |\x13unknown operation: |\x13unknown namespace: ',
  );
}

/** What the statuses of registries mean. */
function statuses(): usize {
  return nameList('\x0e404|\x0d401|\x0d403');
}

/** What registries say in their envelopes. */
function registryPhrases(): usize {
  return nameList(
    '\x0emanifest unknown|\x0eMANIFEST_UNKNOWN|\x0ename unknown|\x0eNAME_UNKNOWN|\x0enot known|\x0enot found|\x0eNot Found|\x0eFailed to fetch "|\x0ddenied|\x0dunauthorized|\x0dauthentication required',
  );
}

/** What our own host says behind a URL that it could not reach. */
function transportPhrases(): usize {
  return nameList('\x10certificate|\x10SSL|\x11Timeout');
}

/**
 * What an error of the host means, read from its structure: the words that it
 * begins with, the registry's status, the registry's own message in its
 * envelope. Words anywhere else, as in the names of images, mean nothing.
 *
 * @param error - readable 16 bytes past its end
 */
export function readError(error: Slice): Failure {
  const text = new Slice(error.ptr, error.len);
  skip(text, ascii('Callback evaluation failure: '));
  skip(text, ascii('failed to get image trusted layers: '));
  skip(text, ascii('verification failed: '));
  if (skip(text, ascii('Cannot ')) && !skipPast(text, ascii(': ')))
    return failureOf(new Slice(error.ptr, error.len), error);
  // Our own host says it twice.
  while (skip(text, ascii('Fail to interact with OCI registry: '))) continue;
  const failure = failureOf(text, error);
  if (skip(text, ascii('Registry error: url '))) {
    if (skipPast(text, ascii('[OCI API error: '))) {
      if (text.len > 0 && load<u8>(text.end - 1) == BRACKET) text.len--;
      readCode(failure, text, registryPhrases(), false);
    }
  } else if (skip(text, ascii('Server error: url '))) {
    if (skipPast(text, ascii(', code: '))) {
      text.len = min(text.len, 3);
      readCode(failure, text, statuses(), true);
    }
  } else if (
    skip(text, ascii('error sending request for url ')) ||
    skip(text, ascii('cannot reach registry: url '))
  ) {
    // The reason is behind the URL, where the same words are names of images.
    if (!skipPast(text, ascii(': '))) text.len = 0;
    const code = codeOf(text, transportPhrases(), false);
    failure.code = code == Code.None ? Code.RegistryUnreachable : code;
  } else if (skip(text, ascii("Policy has not been granted access to the '"))) {
    failure.code = Code.NotGranted;
    text.len = <i32>(find(text.ptr, text.end, QUOTE) - text.ptr);
  } else {
    const code = codeOf(text, beginnings(), true);
    if (code != Code.None) {
      failure.code = code;
      text.len = 0;
    }
  }
  return failure;
}

/** The code of the first phrase that a text has, or begins with. */
function codeOf(text: Slice, phrases: usize, atStart: bool): Code {
  let n = 1;
  let phrase = nameAt(phrases, n);
  while (phrase.len > 0) {
    const code = load<u8>(phrase.ptr);
    phrase.drop(1);
    const found = atStart
      ? text.beginsWith(phrase)
      : findPhrase(text.ptr, text.end, phrase) < text.end;
    if (found) return code;
    phrase = nameAt(phrases, ++n);
  }
  return Code.None;
}

/** Reads what a registry answered: its status, or its message. */
function readCode(
  failure: Failure,
  text: Slice,
  phrases: usize,
  atStart: bool,
): void {
  const code = codeOf(text, phrases, atStart);
  // Registries may send a code alone, and hosts pass on the message alone.
  if (text.len == 0 && !atStart) failure.code = Code.ImageUnknown;
  else failure.code = code == Code.None ? Code.RegistryError : code;
}

/** Details are of one line: behind it come causes and stacks. */
function failureOf(text: Slice, error: Slice): Failure {
  text.len = <i32>(find(text.ptr, text.end, LINE_FEED) - text.ptr);
  const failure = new Failure(Code.NotVerified, text);
  failure.hostText = error;
  return failure;
}

/** Takes these words off the beginning of a text, if it begins so. */
function skip(text: Slice, words: Slice): bool {
  if (!text.beginsWith(words)) return false;
  text.drop(words.len);
  return true;
}

/** Takes all up to and with these words off a text, if it has them. */
function skipPast(text: Slice, words: Slice): bool {
  const end = text.end;
  const found = findPhrase(text.ptr, end, words);
  if (found == end) return false;
  text.drop(<i32>(found - text.ptr) + words.len);
  return true;
}
