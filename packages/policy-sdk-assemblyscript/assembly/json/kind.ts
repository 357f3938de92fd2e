// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';

/** What a value is, told by its first byte. */
export const enum Kind {
  Invalid,
  Null,
  Boolean,
  Number,
  String,
  Array,
  Object,
}

/** What begins with this byte. */
export function kindOf(byte: u8): Kind {
  if (byte == CharCode.Quote) return Kind.String;
  if (byte == CharCode.OpenBrace) return Kind.Object;
  if (byte == CharCode.OpenBracket) return Kind.Array;
  if (byte == CharCode.t || byte == CharCode.f) return Kind.Boolean;
  if (byte == CharCode.n) return Kind.Null;
  if (byte == CharCode.Hyphen || <u32>(byte - CharCode.Zero) < 10)
    return Kind.Number;
  return Kind.Invalid;
}
