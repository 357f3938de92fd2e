// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { copyBytes } from '../bytes/copy';
import { copyLiteral } from '../bytes/literal';
import { Slice } from '../bytes/slice';
import { findSpecial } from './string';

/** Room behind the text, so that 16-byte stores may overshoot. */
const SLACK = 32;

/**
 * Builds UTF-8 text, mostly JSON, in a buffer that grows as needed:
 *
 *     ptr              ptr + len        ptr + room
 *     | text so far    | room           | SLACK |
 *
 * The first buffer lies right behind the object, in the same block. Stores of
 * 16 bytes may reach into the slack, and nothing is kept there.
 */
@final
@unmanaged
export class Writer {
  private ptr: usize;
  private len: i32;
  /** Bytes there is room for; beyond them there is only the slack. */
  private room: i32;

  /** `capacity` in bytes is a guess; the buffer grows past it. */
  constructor(capacity: usize = 256) {
    const head = offsetof<Writer>();
    const block = heap.alloc(head + capacity + SLACK);
    const writer = changetype<Writer>(block);
    writer.ptr = block + head;
    writer.len = 0;
    writer.room = <i32>capacity;
    return writer;
  }

  /** Bytes written so far. */
  get length(): i32 {
    return this.len;
  }

  /** The text so far; later writes may move it. */
  slice(): Slice {
    return new Slice(this.ptr, this.len);
  }

  /** Drops what was written after the first `length` bytes. */
  truncate(length: i32): void {
    assert(ASC_NO_ASSERT || (length >= 0 && length <= this.len));
    this.len = length;
  }

  /**
   * Makes room for `bytes` and returns where they go; `advanceTo` tells how
   * many were stored there.
   */
  reserve(bytes: i32): usize {
    assert(bytes >= 0);
    const needed = this.len + bytes;
    if (needed > this.room) this.grow(needed);
    return this.ptr + <usize>this.len;
  }

  /** Takes what was stored up to `end` into the text. */
  advanceTo(end: usize): void {
    this.len = <i32>(end - this.ptr);
    assert(ASC_NO_ASSERT || (this.len >= 0 && this.len <= this.room));
  }

  /** Moves to a larger buffer. */
  private grow(needed: i32): void {
    const room = max(needed, this.len << 1);
    const buffer = heap.alloc(<usize>room + SLACK);
    copyBytes(buffer, this.ptr, this.len);
    this.ptr = buffer;
    this.room = room;
  }

  /** Appends an ASCII literal as it stands. */
  literal<T>(text: T): Writer {
    if (!isString<T>()) {
      const data = changetype<usize>(text);
      return this.raw(data + 1, load<u8>(data));
    }
    const string = changetype<string>(text);
    this.advanceTo(copyLiteral(this.reserve(string.length), string));
    return this;
  }

  /** Appends bytes as they stand. */
  raw(ptr: usize, len: i32): Writer {
    assert(len >= 0);
    const start = this.len;
    const end = start + len;
    if (end > this.room) this.grow(end);
    this.len = end;
    const to = this.ptr + <usize>start;
    // Most pieces are short.
    v128.store(to, v128.load(ptr));
    if (len > 16) copyBytes(to, ptr, <usize>len);
    return this;
  }

  /** Appends the bytes from an address up to another as they stand. */
  between(start: usize, end: usize): Writer {
    return this.raw(start, <i32>(end - start));
  }

  /** Appends a slice as it stands. */
  slices(bytes: Slice): Writer {
    // Not `return this.raw(..)`: compilers put that in place of each call.
    this.raw(bytes.ptr, bytes.len);
    return this;
  }

  /** Appends one byte. */
  byte(value: i32): Writer {
    const at = this.len;
    if (at >= this.room) this.grow(at + 1);
    store<u8>(this.ptr + <usize>at, value);
    this.len = at + 1;
    return this;
  }

  /** Appends a decimal integer. */
  integer(value: i64): Writer {
    if (value < 0) this.byte(CharCode.Hyphen);
    this.digits(value < 0 ? 0 - <u64>value : <u64>value);
    return this;
  }

  private digits(value: u64): void {
    if (value >= 10) this.digits(value / 10);
    this.byte(<u8>(CharCode.Zero + (value % 10)));
  }

  /** Appends `true` or `false`. */
  boolean(value: bool): Writer {
    return value ? this.literal('true') : this.literal('false');
  }

  /** Appends UTF-8 text as a JSON string, quoted and escaped. */
  string(ptr: usize, len: i32): Writer {
    this.byte(CharCode.Quote);
    this.escaped(ptr, len);
    return this.byte(CharCode.Quote);
  }

  /** Appends a slice, UTF-8, as a JSON string. */
  quoted(text: Slice): Writer {
    return this.string(text.ptr, text.len);
  }

  /** Appends the inside of a JSON string: UTF-8 text, escaped. */
  escaped(ptr: usize, len: i32): Writer {
    const end = ptr + <usize>len;
    while (true) {
      const stop = findSpecial(ptr, end);
      this.between(ptr, stop);
      if (stop == end) return this;
      this.escape(load<u8>(stop));
      ptr = stop + 1;
    }
  }

  private escape(byte: i32): void {
    let code = byte;
    if (byte == CharCode.LineFeed) code = CharCode.n;
    else if (byte == CharCode.CarriageReturn) code = CharCode.r;
    else if (byte == CharCode.Tab) code = CharCode.t;
    else if (byte < CharCode.Space) code = CharCode.u;
    this.byte(CharCode.Backslash).byte(code);
    if (code != CharCode.u) return;
    const low = byte & 15;
    this.literal('00').byte(CharCode.Zero + (byte >> 4));
    this.byte(low < 10 ? CharCode.Zero + low : CharCode.a - 10 + low);
  }
}
