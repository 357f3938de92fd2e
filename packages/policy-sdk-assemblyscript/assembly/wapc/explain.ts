// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { Slice } from '../bytes/slice';
import { Level, log } from '../capabilities/tracing';
import { Writer } from '../json/writer';
import { firstRefusal } from '../values/refusals';
import { guestError } from './imports';

/**
 * An `abort` that says why before it ends the call: name it with
 * `--use abort=...`. The text, such as `Index out of range
 * (~lib/array.ts:114:42)`, is logged as an error, since policy-server and kwctl
 * answer with a backtrace in place of what a policy that traps has to say; it
 * is the guest's error too, for hosts that show that.
 */
export function abort(
  message: string | null,
  file: string | null,
  line: u32,
  column: u32,
): void {
  const text = describe(message, file, line, column);
  log(Level.Error, text);
  guestError(text.ptr, <usize>text.len);
  unreachable();
}

/** `message (file:line:column)`, behind the failure that nobody looked at. */
function describe(
  message: string | null,
  file: string | null,
  line: u32,
  column: u32,
): Slice {
  const text = new Writer(256);
  const refusal = firstRefusal();
  if (refusal != null) text.slices(refusal.describe()).literal('; then ');
  text.slices(Slice.of(message == null ? 'abort' : message)).literal(' (');
  text
    .slices(Slice.of(file == null ? 'unknown file' : file))
    .byte(CharCode.Colon);
  text
    .integer(line)
    .byte(CharCode.Colon)
    .integer(column)
    .byte(CharCode.CloseParenthesis);
  return text.slice();
}
