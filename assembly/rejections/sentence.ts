// SPDX-License-Identifier: Apache-2.0
import {
  find,
  nameAt,
  nameList,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { Failure } from './failure';
import { writeOneLine } from './one-line';

/** Of a reason that nobody knows. */
const REASON_BYTES = 120;

const PERCENT: u8 = 0x25;
const OPEN: u8 = 0x7b;
const CLOSE: u8 = 0x7d;
const LETTER_W: u8 = 0x77;
const COLON: u8 = 0x3a;

/**
 * What is said of an image behind its name, by code: `%w` stands for the
 * signers that are missing, `%d` for the detail, and what is in braces is left
 * out when there is none. A colon at the beginning is `cannot be verified: `.
 */
function sentences(): usize {
  return nameList(
    "is not signed|is not signed{ by %w}{, signed by %d instead}|is unsigned, or its signatures cannot be read{ or are not by %w}|is signed by %w, but without the annotations %d|:the certificate of %w expired{ on %d}|:the certificate of %w is not valid yet{, but from %d on}|:the certificate of %w does not link to certificateChain|is signed{ by %w}, but in no transparency log|has evidence that does not belong together: %d|has no evidence{ of %w} that could be checked|has a bundle of predicate %d, which this host does not verify|:the registry cannot be reached|:the registry does not let the host read it|:the registry has no such image|:the registry answered with an error: %d|:the TLS connection to the registry failed|:the registry did not answer in time|:the host does not grant %d; add it to the PolicyServer's namespacedPoliciesCapabilities|:the host is too old for this policy|has another digest: the host verified %d|is not a valid image reference|is matched by no entry of signatures|is not pinned to a digest|%d|%d|%d|:the settings are not valid|:the answer of the host is malformed|:the host could not verify it: %d",
  );
}

/** Writes what is said of an image; `who` are the signers, by their names. */
export function writeSentence(to: Writer, failure: Failure, who: Slice): void {
  const sentence = nameAt(sentences(), failure.code);
  let from = 0;
  let p = sentence.ptr;
  if (load<u8>(p) == COLON) {
    to.literal('cannot be verified: ');
    p++;
  }
  for (; p < sentence.end; p++) {
    const byte = load<u8>(p);
    if (byte == OPEN) {
      from = to.length;
    } else if (byte == PERCENT) {
      const isWho = load<u8>(++p) == LETTER_W;
      const text = isWho ? who : failure.detail;
      if (isWho) to.slices(text);
      else writeOneLine(to, text, REASON_BYTES);
      if (text.len > 0) continue;
      const close = find(p, sentence.end, CLOSE, 1);
      if (close == sentence.end) continue;
      to.truncate(from);
      p = close;
    } else if (byte != CLOSE) {
      to.byte(byte);
    }
  }
}
