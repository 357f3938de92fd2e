// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { Slice } from '../bytes/slice';

// A vector constant takes 18 bytes of code at each place that names it, a byte
// loaded into all lanes of a local two.
const BACKSLASH = memory.data<u8>([0x5c]);
const QUOTE_BIT = memory.data<u8>([0x02]);
const BEHIND_QUOTE = memory.data<u8>([0x21]);

/** Letters behind a backslash, and what each stands for. */
const ESCAPES = memory.data<u8>([
  0x22, 0x22, 0x5c, 0x5c, 0x2f, 0x2f, 0x72, 0x0d, 0x74, 0x09, 0x62, 0x08, 0x66,
  0x0c,
]);

/**
 * The first quote, backslash or control character from `p` on; the end of the
 * document when there is none.
 */
export function findSpecial(p: usize, end: usize): usize {
  const backslash = v128.load_splat<u8>(BACKSLASH);
  const bit = v128.load_splat<u8>(QUOTE_BIT);
  const behind = v128.load_splat<u8>(BEHIND_QUOTE);
  while (p < end) {
    const mask = specialsOf(v128.load(p), backslash, bit, behind);
    if (mask != 0) return min(p + <usize>ctz(mask), end);
    p += 16;
  }
  return end;
}

/** Where quotes, backslashes and control characters stand, a bit a byte. */
// @ts-ignore: decorator
@inline
export function specials(text: v128): i32 {
  return specialsOf(
    text,
    v128.load_splat<u8>(BACKSLASH),
    v128.load_splat<u8>(QUOTE_BIT),
    v128.load_splat<u8>(BEHIND_QUOTE),
  );
}

// @ts-ignore: decorator
@inline
function specialsOf(text: v128, backslash: v128, bit: v128, behind: v128): i32 {
  return i8x16.bitmask(
    v128.or(
      i8x16.eq(text, backslash),
      // This bit turned, the quote stands right behind the control characters.
      i8x16.lt_u(v128.xor(text, bit), behind),
    ),
  );
}

/** What one step of decoding may store past the text: 32 bytes. */
const OVERSHOOT: usize = 32;

/** Where the string that `decodeString` read last ends: its closing quote. */
let closingQuote: usize = 0;

/** Address of the quote that closed the string decoded last. */
export function stringEnd(): usize {
  return closingQuote;
}

/**
 * Decodes the string whose text begins at `ptr`, behind its opening quote (RFC
 * 8259, section 7), into the arena. Null when it has raw control characters,
 * an unknown escape or half a surrogate pair, or does not end before `end`.
 * `stringEnd` then tells where it does.
 */
export function decodeString(ptr: usize, end: usize): Slice | null {
  // A text is never longer than it is written. The newest block of the arena
  // shrinks in place, so what is too much is given back at once.
  const copy = heap.alloc(end - ptr + OVERSHOOT);
  const backslash = v128.load_splat<u8>(BACKSLASH);
  const bit = v128.load_splat<u8>(QUOTE_BIT);
  const behind = v128.load_splat<u8>(BEHIND_QUOTE);
  let to = copy;
  let p = ptr;
  while (p < end) {
    let text = v128.load(p);
    v128.store(to, text);
    let mask = specialsOf(text, backslash, bit, behind);
    if (mask == 0) {
      text = v128.load(p, 16);
      v128.store(to, text, 16);
      mask = specialsOf(text, backslash, bit, behind);
      p += 16;
      to += 16;
      if (mask == 0) {
        p += 16;
        to += 16;
        continue;
      }
    }
    const run = <usize>ctz(mask);
    p += run;
    to += run;
    assert(to - copy <= p - ptr);
    if (p + 1 >= end && load<u8>(p) != CharCode.Quote) return null;
    if (load<u8>(p) == CharCode.Quote) {
      closingQuote = p;
      return p < end ? finish(copy, to) : null;
    }
    if (load<u8>(p) != CharCode.Backslash) return null;
    const byte = unescape(load<u8>(p, 1));
    p += 2;
    if (byte != 0) {
      store<u8>(to++, byte);
    } else {
      if (load<u8>(p - 1) != CharCode.u) return null;
      const scalar = readEscapedScalar(p, end);
      if (scalar < 0) return null;
      p += scalar > 0xffff ? 10 : 4;
      to = storeScalar(to, <u32>scalar);
    }
  }
  return null;
}

/** The decoded text, with room for 16-byte loads behind it. */
function finish(copy: usize, end: usize): Slice {
  const len = end - copy;
  return new Slice(heap.realloc(copy, len + OVERSHOOT), <i32>len);
}

/**
 * The character whose `\\u` escape has its digits at `p`: of one escape, or
 * of two for a surrogate pair (then it is above 0xffff). -1 when malformed.
 */
function readEscapedScalar(p: usize, end: usize): i32 {
  const unit = hexUnit(p, end);
  if ((unit & 0xf800) != 0xd800) return unit;
  if (unit < 0 || unit >= 0xdc00 || p + 10 > end) return -1;
  if (load<u16>(p, 4) != 0x755c) return -1;
  const trail = hexUnit(p + 6, end);
  if (trail < 0 || (trail & 0xfc00) != 0xdc00) return -1;
  return 0x10000 + ((unit & 0x3ff) << 10) + (trail & 0x3ff);
}

/** The byte that a letter escapes; 0 when it escapes none. */
function unescape(code: u8): u8 {
  if (code == CharCode.n) return <u8>CharCode.LineFeed; // the usual one
  for (let at: usize = 0; at < 14; at += 2) {
    if (load<u8>(ESCAPES + at) == code) return load<u8>(ESCAPES + at, 1);
  }
  return 0;
}

/** The UTF-16 unit of four hex digits, or -1. */
function hexUnit(p: usize, end: usize): i32 {
  if (p + 4 > end) return -1;
  let unit = 0;
  for (let i: usize = 0; i < 4; i++) {
    const byte = load<u8>(p + i);
    const lower = byte | 0x20;
    if (<u32>(byte - CharCode.Zero) < 10)
      unit = (unit << 4) | (byte - CharCode.Zero);
    else if (<u32>(lower - CharCode.a) < 6)
      unit = (unit << 4) | (lower - CharCode.a + 10);
    else return -1;
  }
  return unit;
}

/** Stores a character as UTF-8 (RFC 3629) and returns where it ends. */
function storeScalar(to: usize, scalar: u32): usize {
  assert(scalar <= 0x10ffff);
  if (scalar < 0x80) {
    store<u8>(to, scalar);
    return to + 1;
  }
  const bytes = scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4;
  const end = to + <usize>bytes;
  for (let p = end - 1; p > to; p--) {
    store<u8>(p, 0x80 | (scalar & 0x3f));
    scalar >>= 6;
  }
  // As many ones lead the first byte as there are bytes.
  store<u8>(to, (0xf00 >> bytes) | scalar);
  return end;
}
