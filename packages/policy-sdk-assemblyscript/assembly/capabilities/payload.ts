// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { Writer } from '../json/writer';

/** Appends a string as a JSON string. */
export function writeString(json: Writer, text: string): Writer {
  const bytes = Slice.of(text);
  return json.string(bytes.ptr, bytes.len);
}

/** Appends `["a","b"]`. */
export function writeStrings(json: Writer, texts: string[]): Writer {
  json.byte(0x5b);
  for (let i = 0; i < texts.length; i++) {
    if (i > 0) json.byte(0x2c);
    writeString(json, texts[i]);
  }
  return json.byte(0x5d);
}

/** Appends a key, given with its comma and colon, unless the value is empty. */
export function writeOptional(json: Writer, key: string, value: string): void {
  if (value.length > 0) writeString(json.literal(key), value);
}
