// SPDX-License-Identifier: Apache-2.0
import {
  Answer,
  ascii,
  callHost,
  CharCode,
  find,
  findPhrase,
  manifestDigestOperation,
  ociNamespace,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { isDigest } from '../references/digest';

/**
 * The digest that the registry has for an image now; null when that cannot be
 * known. It explains a rejection and decides nothing.
 *
 * @param image - a valid reference, which has nothing that JSON escapes
 */
export function manifestDigest(image: Slice): Slice | null {
  const payload = new Writer(256)
    .byte(CharCode.Quote)
    .slices(image)
    .byte(CharCode.Quote);
  const answer = callHost(
    ociNamespace(),
    manifestDigestOperation(),
    payload.slice(),
  );
  const digest = textBehind(answer, ascii('"digest":"'));
  return digest != null && isDigest(digest) ? digest : null;
}

/**
 * What stands in an answer behind a key, up to the next quote: hosts write
 * JSON without white space. Good enough for a message, and for nothing else.
 */
export function textBehind(answer: Answer, key: Slice): Slice | null {
  const end = answer.bytes.end;
  const start = findPhrase(answer.bytes.ptr, end, key) + <usize>key.len;
  if (!answer.ok || start > end) return null;
  const close = find(start, end, CharCode.Quote);
  return Slice.between(start, close);
}
