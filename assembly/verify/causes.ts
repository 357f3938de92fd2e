// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/** A cause longer than this is cut. */
const CAUSE_BYTES = 512;
/** A name is longer only to hide what is said behind it. */
const NAME_BYTES = 256;
/** More text than this nobody reads; further causes are only counted. */
const MESSAGE_BYTES = 65536;

/**
 * Why a request is rejected: causes of one line each, joined by commas. Texts
 * come from users, registries and hosts, so line breaks become spaces and
 * nothing gets long.
 */
@final
@unmanaged
export class Causes {
  count: i32 = 0;
  private text: Writer = new Writer(512);
  private start: i32 = 0;
  private untold: i32 = 0;

  /** Begins a cause; write it to the result and `end` it. */
  begin(): Writer {
    if (this.count > 0) this.text.literal(', ');
    this.start = this.text.length;
    return this.text;
  }

  /** Ends the cause: cut to one line and its longest length. */
  end(): void {
    this.count++;
    const text = this.text;
    const from = text.slice().ptr + <usize>this.start;
    let len = oneLine(from, text.slice().end);
    const isLong = len > CAUSE_BYTES;
    if (isLong) len = wholeCharacters(from, CAUSE_BYTES - 3);
    text.truncate(this.start + len);
    if (isLong) text.literal('...');
    if (text.length > MESSAGE_BYTES) {
      text.truncate(this.start - 2);
      this.untold++;
    }
  }

  /** All causes in one text. */
  message(): Slice {
    if (this.untold > 0)
      this.text.literal(', and ').integer(this.untold).literal(' more');
    return this.text.slice();
  }
}

/** Appends the name of an object or a kind, which its author chose. */
export function writeName(to: Writer, name: Slice): Writer {
  const start = to.length;
  const isLong = name.len > NAME_BYTES;
  to.raw(
    name.ptr,
    isLong ? wholeCharacters(name.ptr, NAME_BYTES - 3) : name.len,
  );
  const text = to.slice();
  to.truncate(start + oneLine(text.ptr + <usize>start, text.end));
  return isLong ? to.literal('...') : to;
}

/**
 * Turns runs of white space and control characters into single spaces, in
 * place; returns the bytes that remain.
 */
function oneLine(ptr: usize, end: usize): i32 {
  let to = ptr;
  let last: i32 = CharCode.Space;
  for (let from = ptr; from < end; from++) {
    let byte: i32 = load<u8>(from);
    if (byte < CharCode.Space || byte == CharCode.Delete) byte = CharCode.Space;
    if (byte == CharCode.Space && last == CharCode.Space) continue;
    store<u8>(to++, byte);
    last = byte;
  }
  if (last == CharCode.Space && to > ptr) to--;
  return <i32>(to - ptr);
}

/** At most `len` bytes, fewer than there are, that end where a character does. */
export function wholeCharacters(ptr: usize, len: i32): i32 {
  assert(len >= 0);
  while (len > 0 && (load<u8>(ptr + <usize>len) & 0xc0) == 0x80) len--;
  return len;
}
