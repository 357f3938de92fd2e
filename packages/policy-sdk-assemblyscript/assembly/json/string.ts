// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';

const QUOTES = i8x16(
  0x22,
  0x22,
  0x22,
  0x22,
  0x22,
  0x22,
  0x22,
  0x22,
  0x22,
  0x22,
  0x22,
  0x22,
  0x22,
  0x22,
  0x22,
  0x22,
);
const BACKSLASHES = i8x16(
  0x5c,
  0x5c,
  0x5c,
  0x5c,
  0x5c,
  0x5c,
  0x5c,
  0x5c,
  0x5c,
  0x5c,
  0x5c,
  0x5c,
  0x5c,
  0x5c,
  0x5c,
  0x5c,
);
const SPACES = i8x16(
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
  0x20,
);

/**
 * The first quote, backslash or control character from `p` on; the end of the
 * document when there is none.
 */
export function findSpecial(p: usize, end: usize): usize {
  while (p < end) {
    const text = v128.load(p);
    const mask = i8x16.bitmask(
      v128.or(
        v128.or(i8x16.eq(text, QUOTES), i8x16.eq(text, BACKSLASHES)),
        i8x16.lt_u(text, SPACES),
      ),
    );
    if (mask != 0) return min(p + <usize>ctz(mask), end);
    p += 16;
  }
  return end;
}

/**
 * Decodes the text between two quotes (RFC 8259, section 7): the bytes
 * themselves when nothing is escaped, else a copy. Null when it has raw
 * control characters, an unknown escape or half a surrogate pair.
 */
export function decodeString(ptr: usize, end: usize): Slice | null {
  let p = findSpecial(ptr, end);
  if (p == end) return new Slice(ptr, <i32>(end - ptr));
  const copy = heap.alloc(end - ptr + 16);
  let from = ptr;
  let to = copy;
  while (true) {
    copyRun(to, from, p);
    to += p - from;
    if (p == end) break;
    if (load<u8>(p) != 0x5c || p + 1 >= end) return null;
    const code = load<u8>(p, 1);
    p += 2;
    if (code == 0x75) {
      const unit = hexUnit(p, end);
      if (unit < 0) return null;
      p += 4;
      let scalar = <u32>unit;
      if ((scalar & 0xf800) == 0xd800) {
        // A lead surrogate, and its trail in a second escape.
        if (scalar >= 0xdc00 || p + 6 > end) return null;
        if (load<u16>(p) != 0x755c) return null;
        const trail = hexUnit(p + 2, end);
        if ((trail & 0xfc00) != 0xdc00) return null;
        scalar = 0x10000 + ((scalar & 0x3ff) << 10) + ((<u32>trail) & 0x3ff);
        p += 6;
      }
      to = storeScalar(to, scalar);
    } else {
      const byte = unescape(code);
      if (byte == 0) return null;
      store<u8>(to++, byte);
    }
    from = p;
    p = findSpecial(p, end);
  }
  return new Slice(copy, <i32>(to - copy));
}

/** Copies up to 15 bytes more than asked; both sides have room for that. */
function copyRun(to: usize, from: usize, end: usize): void {
  for (; from < end; from += 16, to += 16) v128.store(to, v128.load(from));
}

function unescape(code: u8): u8 {
  if (code == 0x6e) return 0x0a;
  if (code == 0x22 || code == 0x5c || code == 0x2f) return code;
  if (code == 0x72) return 0x0d;
  if (code == 0x74) return 0x09;
  if (code == 0x62) return 0x08;
  if (code == 0x66) return 0x0c;
  return 0;
}

/** The UTF-16 unit of four hex digits, or -1. */
function hexUnit(p: usize, end: usize): i32 {
  if (p + 4 > end) return -1;
  let unit = 0;
  for (let i: usize = 0; i < 4; i++) {
    const byte = load<u8>(p + i);
    const lower = byte | 0x20;
    if (<u32>(byte - 0x30) < 10) unit = (unit << 4) | (byte - 0x30);
    else if (<u32>(lower - 0x61) < 6) unit = (unit << 4) | (lower - 0x57);
    else return -1;
  }
  return unit;
}

function storeScalar(to: usize, scalar: u32): usize {
  if (scalar < 0x80) {
    store<u8>(to, scalar);
    return to + 1;
  }
  if (scalar < 0x800) {
    store<u8>(to, 0xc0 | (scalar >> 6));
    store<u8>(to, 0x80 | (scalar & 0x3f), 1);
    return to + 2;
  }
  if (scalar < 0x10000) {
    store<u8>(to, 0xe0 | (scalar >> 12));
    store<u8>(to, 0x80 | ((scalar >> 6) & 0x3f), 1);
    store<u8>(to, 0x80 | (scalar & 0x3f), 2);
    return to + 3;
  }
  store<u8>(to, 0xf0 | (scalar >> 18));
  store<u8>(to, 0x80 | ((scalar >> 12) & 0x3f), 1);
  store<u8>(to, 0x80 | ((scalar >> 6) & 0x3f), 2);
  store<u8>(to, 0x80 | (scalar & 0x3f), 3);
  return to + 4;
}
