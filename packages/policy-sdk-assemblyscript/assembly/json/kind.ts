// SPDX-License-Identifier: Apache-2.0

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
  if (byte == 0x22) return Kind.String;
  if (byte == 0x7b) return Kind.Object;
  if (byte == 0x5b) return Kind.Array;
  if (byte == 0x74 || byte == 0x66) return Kind.Boolean;
  if (byte == 0x6e) return Kind.Null;
  if (byte == 0x2d || <u32>(byte - 0x30) < 10) return Kind.Number;
  return Kind.Invalid;
}
