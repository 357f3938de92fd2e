// SPDX-License-Identifier: Apache-2.0
import { copyBytes } from '../bytes/copy';
import { copyLiteral } from '../bytes/literal';
import { Slice } from '../bytes/slice';
import { findSpecial } from './string';

/** Room behind the text, so that 16-byte stores may overshoot. */
const SLACK: usize = 32;

/** Builds UTF-8 text, mostly JSON, in a buffer that grows as needed. */
@final
@unmanaged
export class Writer {
  private start: usize;
  private position: usize;
  private limit: usize;

  /** `capacity` in bytes is a guess; the buffer grows past it. */
  constructor(capacity: usize = 256) {
    this.start = heap.alloc(capacity + SLACK);
    this.position = this.start;
    this.limit = this.start + capacity;
  }

  /** Bytes written so far. */
  get length(): i32 {
    return <i32>(this.position - this.start);
  }

  /** The text so far; later writes may move it. */
  slice(): Slice {
    return new Slice(this.start, this.length);
  }

  /** Drops what was written after the first `length` bytes. */
  truncate(length: i32): void {
    this.position = this.start + <usize>length;
  }

  /**
   * Makes room for `bytes` and returns where they go; `advanceTo` tells how
   * many were stored there.
   */
  reserve(bytes: i32): usize {
    return this.ensure(<usize>bytes);
  }

  /** Takes what was stored up to `end` into the text. */
  advanceTo(end: usize): void {
    this.position = end;
  }

  private ensure(bytes: usize): usize {
    if (this.position + bytes > this.limit) return this.grow(bytes);
    return this.position;
  }

  /** Moves to a larger buffer; returns the new position. */
  private grow(bytes: usize): usize {
    const used = this.position - this.start;
    const capacity = max(used + bytes, used << 1);
    const buffer = heap.alloc(capacity + SLACK);
    copyBytes(buffer, this.start, used);
    this.start = buffer;
    this.position = buffer + used;
    this.limit = buffer + capacity;
    return this.position;
  }

  /** Appends an ASCII literal as it stands. */
  literal<T>(text: T, len: i32 = 0): Writer {
    if (!isString<T>()) return this.raw(changetype<usize>(text), len);
    const string = changetype<string>(text);
    this.position = copyLiteral(this.ensure(<usize>string.length), string);
    return this;
  }

  /** Appends bytes as they stand. */
  raw(ptr: usize, len: i32): Writer {
    let next = this.position + <usize>len;
    if (next > this.limit) next = this.grow(<usize>len) + <usize>len;
    const to = next - <usize>len;
    this.position = next;
    // Most pieces are short.
    v128.store(to, v128.load(ptr));
    if (len > 32) copyBytes(to, ptr, <usize>len);
    else if (len > 16) v128.store(to, v128.load(ptr, 16), 16);
    return this;
  }

  /** Appends a slice as it stands. */
  slices(bytes: Slice): Writer {
    return this.raw(bytes.ptr, bytes.len);
  }

  /** Appends one byte. */
  byte(value: u8): Writer {
    const to = this.ensure(1);
    store<u8>(to, value);
    this.position = to + 1;
    return this;
  }

  /** Appends a decimal integer. */
  integer(value: i64): Writer {
    let rest: u64 = value < 0 ? 0 - <u64>value : <u64>value;
    const end = this.ensure(20) + 20;
    let p = end;
    do {
      store<u8>(--p, <u8>(0x30 + (rest % 10)));
      rest /= 10;
    } while (rest != 0);
    if (value < 0) store<u8>(--p, 0x2d);
    memory.copy(this.position, p, end - p);
    this.position += end - p;
    return this;
  }

  /** Appends `true` or `false`. */
  boolean(value: bool): Writer {
    return value ? this.literal('true') : this.literal('false');
  }

  /** Appends UTF-8 text as a JSON string, quoted and escaped. */
  string(ptr: usize, len: i32): Writer {
    this.byte(0x22);
    this.escaped(ptr, len);
    return this.byte(0x22);
  }

  /** Appends the inside of a JSON string: UTF-8 text, escaped. */
  escaped(ptr: usize, len: i32): Writer {
    const end = ptr + <usize>len;
    while (true) {
      const stop = findSpecial(ptr, end);
      this.raw(ptr, <i32>(stop - ptr));
      if (stop == end) return this;
      this.escape(load<u8>(stop));
      ptr = stop + 1;
    }
  }

  private escape(byte: u8): void {
    this.byte(0x5c);
    if (byte == 0x22 || byte == 0x5c) this.byte(byte);
    else if (byte == 0x0a) this.byte(0x6e);
    else if (byte == 0x0d) this.byte(0x72);
    else if (byte == 0x09) this.byte(0x74);
    else {
      this.literal('u00');
      this.byte(hexDigit(byte >> 4)).byte(hexDigit(byte & 15));
    }
  }
}

function hexDigit(value: u8): u8 {
  return value < 10 ? 0x30 + value : 0x57 + value;
}
