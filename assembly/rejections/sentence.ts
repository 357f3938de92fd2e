// SPDX-License-Identifier: Apache-2.0
import {
  Slice,
  Writer,
  ascii,
  find,
  nameAt,
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
function sentences(): Slice {
  return ascii(
    "\x0dis not signed\x2dis not signed{ by %w}{, signed by %d instead}\x40is unsigned, or its signatures cannot be read{ or are not by %w}\x2fis signed by %w, but without the annotations %d\x26:the certificate of %w expired{ on %d}\x39:the certificate of %w is not valid yet{, but from %d on}\x38:the certificate of %w does not link to certificateChain\x2dis signed{ by %w}, but in no transparency log\x2ehas evidence that does not belong together: %d\x2dhas no evidence{ of %w} that could be checked\x3dhas a bundle of predicate %d, which this host does not verify\x1f:the registry cannot be reached\x2b:the registry does not let the host read it\x1f:the registry has no such image\x28:the registry answered with an error: %d\x2a:the TLS connection to the registry failed\x24:the registry did not answer in time\x58:the host does not grant %d; add it to the PolicyServer's namespacedPoliciesCapabilities\x24:the host is too old for this policy\x28has another digest: the host verified %d\x1eis not a valid image reference\x24is matched by no entry of signatures\x19is not pinned to a digest\x02%d\x02%d\x02%d\x1b:the settings are not valid\x24:the answer of the host is malformed\x21:the host could not verify it: %d\0",
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
