// SPDX-License-Identifier: Apache-2.0
import {
  callHost,
  CharCode,
  logOperation,
  Slice,
  tracingNamespace,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/**
 * Logs something about an image.
 *
 * @param event - level and message, JSON without the closing brace
 * @param image - a valid reference, which has nothing that JSON escapes
 * @param more - further fields, JSON that begins with a comma; empty for none
 * @param cause - why it is so, in the host's own words
 */
export function logImage(
  event: Slice,
  image: Slice,
  more: Slice,
  cause: Slice,
): void {
  const payload = new Writer(512)
    .slices(event)
    .literal(',"image":"')
    .slices(image)
    .byte(CharCode.Quote)
    .slices(more)
    .literal(',"cause":')
    .quoted(cause)
    .byte(CharCode.CloseBrace);
  callHost(tracingNamespace(), logOperation(), payload.slice());
}
