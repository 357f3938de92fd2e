// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { Slice } from '../bytes/slice';
import { Writer } from '../json/writer';

/** Appends a string as a JSON string. */
export function writeString(json: Writer, text: string): Writer {
  const bytes = Slice.of(text);
  return json.quoted(bytes);
}

/** Appends `["a","b"]`. */
export function writeStrings(json: Writer, texts: string[]): Writer {
  json.byte(CharCode.OpenBracket);
  for (let i = 0; i < texts.length; i++) {
    if (i > 0) json.byte(CharCode.Comma);
    writeString(json, texts[i]);
  }
  return json.byte(CharCode.CloseBracket);
}

/** Appends a key, given with its comma and colon, unless the value is empty. */
export function writeOptional(json: Writer, key: string, value: string): void {
  if (value.length > 0) writeString(json.literal(key), value);
}
