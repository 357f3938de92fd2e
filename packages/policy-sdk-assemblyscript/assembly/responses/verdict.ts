// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { ascii } from '../bytes/literal';
import { Slice } from '../bytes/slice';
import { utf8 } from '../bytes/text';
import { Writer } from '../json/writer';

/** `validate`: the request may pass, as it is. */
export function accept(): Slice {
  return ascii('{"accepted":true}');
}

/**
 * `validate`: the request is refused. `message` is a string or a slice; `code`
 * is the HTTP status shown to the client, 0 for none.
 */
export function reject<T>(message: T, code: u16 = 0): Slice {
  const json = withMessage(
    ascii('{"accepted":false,"message":'),
    utf8(message),
  );
  if (code != 0) json.literal(',"code":').integer(code);
  return json.byte(CharCode.CloseBrace).slice();
}

/** `validate_settings`: the settings are good. */
export function validSettings(): Slice {
  return ascii('{"valid":true}');
}

/** `validate_settings`: they are not; `message` is a string or a slice. */
export function invalidSettings<T>(message: T): Slice {
  return withMessage(ascii('{"valid":false,"message":'), utf8(message))
    .byte(CharCode.CloseBrace)
    .slice();
}

function withMessage(head: Slice, message: Slice): Writer {
  return new Writer(message.len + 64).slices(head).quoted(message);
}
