// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { ascii } from '../bytes/literal';
import { Slice } from '../bytes/slice';
import { Writer } from './writer';

/**
 * An ASCII literal with other texts in it, as {@link fillInto} puts them there;
 * `EMPTY` where it has no more:
 *
 *     fill('%1 is issued by %2', subject, issuer)
 */
export function fill<T>(template: T, first: Slice, second: Slice): Slice {
  const to = new Writer(128);
  fillInto(to, ascii(template), first, second);
  return to.slice();
}

/**
 * Appends a template in which `%1` and `%2` stand for the texts. What is
 * in braces is left out when a text that is named there is empty.
 */
export function fillInto(
  to: Writer,
  template: Slice,
  first: Slice,
  second: Slice,
): void {
  let opened = 0;
  let isShown = true;
  const end = template.end;
  for (let p = template.ptr; p < end; p++) {
    const byte = load<u8>(p);
    if (byte == CharCode.OpenBrace) {
      opened = to.length;
      isShown = true;
    } else if (byte == CharCode.CloseBrace) {
      if (!isShown) to.truncate(opened);
    } else if (byte == CharCode.Percent) {
      const text = load<u8>(++p) == CharCode.Zero + 1 ? first : second;
      to.slices(text);
      if (text.len == 0) isShown = false;
    } else {
      to.byte(byte);
    }
  }
}

/** A number as a text. */
export function decimal(value: i32): Slice {
  return new Writer(16).integer(value).slice();
}
