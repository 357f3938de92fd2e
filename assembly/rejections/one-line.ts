// SPDX-License-Identifier: Apache-2.0
import { Slice, Writer } from '@kubewarden/policy-sdk-assemblyscript/core';

/**
 * Appends at most `most` bytes of a text, and dots in place of the rest. Texts
 * come from users, registries and hosts: runs of white space and control
 * characters become single spaces, so that nobody writes lines of their own.
 */
export function writeOneLine(to: Writer, text: Slice, most: i32): Writer {
  const start = to.length;
  let blank = true;
  for (let p = text.ptr; p < text.end; p++) {
    const byte = load<u8>(p);
    if (byte <= 0x20 || byte == 0x7f) {
      blank = true;
      continue;
    }
    if (blank && to.length > start) to.byte(0x20);
    blank = false;
    to.byte(byte);
    if (to.length - start > most) return cut(to, start + most);
  }
  return to;
}

/** The same as a text of its own. */
export function oneLine(text: Slice, most: i32): Slice {
  return writeOneLine(new Writer(128), text, most).slice();
}

/** Cuts a text to at most `length` bytes that end in dots. */
export function cut(to: Writer, length: i32): Writer {
  if (to.length <= length) return to;
  const text = to.slice().ptr;
  let len = length - 3;
  // Characters stay whole.
  while ((load<u8>(text + <usize>len) & 0xc0) == 0x80) len--;
  to.truncate(len);
  return to.literal('...');
}
