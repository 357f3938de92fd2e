// SPDX-License-Identifier: Apache-2.0
import { equalBytes } from './equal';
import { Slice } from './slice';

// ASCII literals. AssemblyScript stores string literals as UTF-16; the optional
// transform `utf8-literals` makes them the address of UTF-8 data behind a byte
// with their length, so each of these functions takes either form.

/**
 * Copies an ASCII string as bytes to `to`, 16 characters a step, and returns
 * the address behind them. `to` must have room for 15 bytes more.
 */
export function copyLiteral(to: usize, text: string): usize {
  const from = changetype<usize>(text);
  const len = <usize>text.length;
  for (let i: usize = 0; i < len; i += 16) {
    v128.store(
      to + i,
      i8x16.narrow_i16x8_u(
        v128.load(from + (i << 1)),
        v128.load(from + (i << 1), 16),
      ),
    );
  }
  return to + len;
}

/** The bytes of an ASCII literal. */
export function ascii<T>(text: T): Slice {
  if (!isString<T>()) return dataText(changetype<usize>(text));
  const string = changetype<string>(text);
  const ptr = heap.alloc(<usize>string.length + 16);
  copyLiteral(ptr, string);
  return new Slice(ptr, string.length);
}

/** A text of the module's data, behind a byte with its length. */
function dataText(text: usize): Slice {
  return new Slice(text + 1, load<u8>(text));
}

/**
 * Whether the bytes are those of an ASCII literal. They may be read up to 15
 * bytes past their end.
 */
export function equalsLiteral<T>(ptr: usize, len: i32, text: T): bool {
  if (!isString<T>()) {
    const data = changetype<usize>(text);
    return equalBytes(ptr, len, data + 1, load<u8>(data));
  }
  const string = changetype<string>(text);
  if (len != string.length) return false;
  const from = changetype<usize>(string);
  for (let i: usize = 0; i < <usize>len; i++) {
    if (<u16>load<u8>(ptr + i) != load<u16>(from + (i << 1))) return false;
  }
  return true;
}
