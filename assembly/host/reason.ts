// SPDX-License-Identifier: Apache-2.0
import {
  Slice,
  ascii,
  equalBytes,
  find,
  findPhrase,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Code } from '../rejections/code';
import { Failure } from '../rejections/failure';

const LINE_FEED: i8 = 0x0a;
const QUOTE: i8 = 0x27;
const BRACKET: u8 = 0x5d;

// Lists of phrases, each behind a byte with its length and one with its code,
// and a zero at the end; tests/fixtures/messages has them from real hosts.

/** How errors begin, and what they mean. */
function beginnings(): Slice {
  return ascii(
    '\x20\x01no signatures found for image: \x2e\x02Image verification failed: missing signatures\x2d\x02Several Signature Layers failed verification\x27\x02No Signature Layer passed verification\x0c\x05CertExpired\x20\x05Certificate is being used after\x10\x06CertNotValidYet\x39\x06Certificate validity check failed: cannot be used before\x21\x06Certificate is being used before\x1b\x07Certificate is not trusted\x0e\x07UnknownIssuer\x1e\x15Invalid OCI image reference: \x15\x0dNot authorized: url \x1b\x11no complete answer within \x14\x13unknown operation: \x14\x13unknown namespace: \0',
  );
}

/** What the statuses of registries mean. */
function statuses(): Slice {
  return ascii('\x04\x0e404\x04\x0d401\x04\x0d403\0');
}

/** What registries say in their envelopes. */
function registryPhrases(): Slice {
  return ascii(
    '\x11\x0emanifest unknown\x11\x0eMANIFEST_UNKNOWN\x0d\x0ename unknown\x0d\x0eNAME_UNKNOWN\x0a\x0enot known\x0a\x0enot found\x0a\x0eNot Found\x12\x0eFailed to fetch "\x07\x0ddenied\x0d\x0dunauthorized\x18\x0dauthentication required\0',
  );
}

/** What our own host says behind a URL that it could not reach. */
function transportPhrases(): Slice {
  return ascii('\x0c\x10certificate\x04\x10SSL\x08\x11Timeout\0');
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
    const code = codeOf(text, transportPhrases(), false);
    failure.code = code == Code.None ? Code.RegistryUnreachable : code;
  } else if (skip(text, ascii("Policy has not been granted access to the '"))) {
    failure.code = Code.NotGranted;
    text.len = <i32>(find(text.ptr, text.end, QUOTE, 1) - text.ptr);
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
function codeOf(text: Slice, phrases: Slice, atStart: bool): Code {
  let p = phrases.ptr;
  let len = <i32>load<u8>(p);
  while (len > 0) {
    const phrase = new Slice(p + 2, len - 1);
    const found = atStart
      ? begins(text, phrase)
      : findPhrase(text.ptr, text.end, phrase) < text.end;
    if (found) return load<u8>(p, 1);
    p += <usize>len + 1;
    len = load<u8>(p);
  }
  return Code.None;
}

/** Reads what a registry answered: its status, or its message. */
function readCode(
  failure: Failure,
  text: Slice,
  phrases: Slice,
  atStart: bool,
): void {
  const code = codeOf(text, phrases, atStart);
  // Registries may send a code alone, and hosts pass on the message alone.
  if (text.len == 0 && !atStart) failure.code = Code.ImageUnknown;
  else failure.code = code == Code.None ? Code.RegistryError : code;
}

/** Details are of one line: behind it come causes and stacks. */
function failureOf(text: Slice, error: Slice): Failure {
  text.len = <i32>(find(text.ptr, text.end, LINE_FEED, 1) - text.ptr);
  const failure = new Failure(Code.NotVerified, text);
  failure.hostText = error;
  return failure;
}

/** Whether a text begins with these words. */
function begins(text: Slice, words: Slice): bool {
  const len = words.len;
  return text.len >= len && equalBytes(text.ptr, len, words.ptr, len);
}

/** Takes these words off the beginning of a text, if it begins so. */
function skip(text: Slice, words: Slice): bool {
  if (!begins(text, words)) return false;
  text.ptr += <usize>words.len;
  text.len -= words.len;
  return true;
}

/** Takes all up to and with these words off a text, if it has them. */
function skipPast(text: Slice, words: Slice): bool {
  const end = text.end;
  const found = findPhrase(text.ptr, end, words);
  if (found == end) return false;
  text.ptr = found + <usize>words.len;
  text.len = <i32>(end - text.ptr);
  return true;
}
