// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { mask64 } from '../bytes/mask';

// Finds where JSON values end without looking inside (RFC 8259). All functions
// take the address of a value's first byte and the end of the document, and
// return the address behind the value, or 0 when it does not end. Documents
// must be readable `PADDING_BYTES` past their end.
//
// What is skipped is not validated: hosts serialise what they send, and no
// verdict rests on skipped bytes. What is read goes through the cursor, which
// is strict.

const QUOTES = i8x16.splat(<i8>CharCode.Quote);
const BACKSLASHES = i8x16.splat(<i8>CharCode.Backslash);
// A vector constant takes 18 bytes of code at each place that names it, a byte
// loaded into all lanes of a local two.
const QUOTE = memory.data<u8>([0x22]);
const SLASH = memory.data<u8>([0x5c]);
const TWO = memory.data<u8>([2]);
const ALL: u64 = 0xffffffffffffffff;
const ODD_BITS: u64 = 0xaaaaaaaaaaaaaaaa;

/** Behind white space. */
export function skipWhitespace(p: usize, end: usize): usize {
  while (p < end) {
    const byte = load<u8>(p);
    if (byte > <u8>CharCode.Space || !isWhitespace(byte)) break;
    p++;
  }
  return p;
}

export function isWhitespace(byte: u8): bool {
  return (
    byte == CharCode.Space ||
    byte == CharCode.LineFeed ||
    byte == CharCode.CarriageReturn ||
    byte == CharCode.Tab
  );
}

/** Behind any value. */
export function skipValue(p: usize, end: usize): usize {
  const byte = load<u8>(p);
  if (byte == CharCode.Quote) return skipString(p, end);
  if ((byte | 0x20) == CharCode.OpenBrace) return skipNested(p, end);
  return skipScalar(p, end);
}

/**
 * Behind the string whose opening quote is at `p`. Most strings are short;
 * those with an escape are often lines of 64 characters.
 */
export function skipString(p: usize, end: usize): usize {
  p++;
  while (p < end) {
    const text = v128.load(p);
    const mask = i8x16.bitmask(isSpecial(text));
    if (mask == 0) {
      p += 16;
      continue;
    }
    p += <usize>ctz(mask);
    if (load<u8>(p) == CharCode.Quote) return p < end ? p + 1 : 0;
    p += 2;
    p = skipLines(p, end);
  }
  return 0;
}

/** Behind runs of 64 bytes without quotes, and an escape after each of them. */
function skipLines(p: usize, end: usize): usize {
  const quote = v128.load_splat<u8>(QUOTE);
  const slash = v128.load_splat<u8>(SLASH);
  while (p < end) {
    const ends = any(
      isEither(v128.load(p), quote, slash),
      isEither(v128.load(p, 16), quote, slash),
      isEither(v128.load(p, 32), quote, slash),
      isEither(v128.load(p, 48), quote, slash),
    );
    if (ends) break;
    p += load<u8>(p, 64) == CharCode.Backslash ? 66 : 64;
  }
  return p;
}

/** Behind a number or literal; 0 when there is none. */
export function skipScalar(p: usize, end: usize): usize {
  const start = p;
  while (p < end) {
    const byte = <u32>load<u8>(p);
    // Letters, digits, `+`, `-` and `.`: all that scalars are made of.
    const inScalar =
      byte >= <u32>CharCode.Zero
        ? byte < <u32>CharCode.Colon || <u32>((byte | 0x20) - CharCode.a) < 26
        : byte == CharCode.Plus ||
          byte == CharCode.Hyphen ||
          byte == CharCode.Dot;
    if (!inScalar) break;
    p++;
  }
  return p == start || p > end ? 0 : p;
}

/**
 * Behind the array or object whose bracket is at `p`, 64 bytes a step. In well
 * nested JSON the end of an array is where its own kind of bracket balances,
 * so the other kind is never looked at.
 */
export function skipNested(p: usize, end: usize): usize {
  const opening = load<u8>(p++);
  // The closing bracket comes two behind the opening one; what lies between,
  // `|` or a backslash, stands in strings only.
  const between = <i32>opening + 1;
  const openings = i8x16.splat(<i8>opening);
  const two = v128.load_splat<u8>(TWO);
  const quote = v128.load_splat<u8>(QUOTE);
  const slash = v128.load_splat<u8>(SLASH);
  let depth: i32 = 1;
  let quotesBefore: u64 = 0;
  let escaped: u64 = 0; // 1 when the block's first byte is escaped
  for (; p < end; p += 64) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    let quotes = mask64(
      i8x16.eq(a, quote),
      i8x16.eq(b, quote),
      i8x16.eq(c, quote),
      i8x16.eq(d, quote),
    );
    let notSlashes: u64 = ALL;
    const slashA = i8x16.eq(a, slash);
    const slashB = i8x16.eq(b, slash);
    const slashC = i8x16.eq(c, slash);
    const slashD = i8x16.eq(d, slash);
    if (any(slashA, slashB, slashC, slashD) || escaped != 0) {
      // Escaped characters are those behind an odd run of backslashes. The
      // subtraction carries through each run; see simdjson's escape scanner.
      const slashes = mask64(slashA, slashB, slashC, slashD);
      notSlashes = ~slashes;
      const starts = slashes & ~escaped;
      const codes = (((starts << 1) | ODD_BITS) - starts) ^ ODD_BITS;
      quotes &= ~(codes ^ (slashes | escaped));
      escaped = (codes & slashes) >> 63;
    } else if (quotes == 0 && (quotesBefore & 1) != 0) {
      const last = skipLongString(p, end);
      escaped = isEscaped(last + 64, p + 64);
      p = last;
      continue;
    }
    let brackets =
      mask64(
        i8x16.le_u(i8x16.sub(a, openings), two),
        i8x16.le_u(i8x16.sub(b, openings), two),
        i8x16.le_u(i8x16.sub(c, openings), two),
        i8x16.le_u(i8x16.sub(d, openings), two),
      ) & notSlashes;
    while (brackets != 0) {
      const others = brackets - 1;
      // Behind an odd number of quotes it is text.
      const before = popcnt(quotes & (brackets ^ others)) + quotesBefore;
      if ((before & 1) == 0) {
        const at = p + <usize>ctz(brackets);
        depth += between - <i32>load<u8>(at);
        if (depth == 0) return at < end ? at + 1 : 0;
      }
      brackets &= others;
    }
    quotesBefore += popcnt(quotes);
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function isEither(bytes: v128, one: v128, other: v128): v128 {
  return v128.or(i8x16.eq(bytes, one), i8x16.eq(bytes, other));
}

// @ts-ignore: decorator
@inline
function any(a: v128, b: v128, c: v128, d: v128): bool {
  return v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)));
}

/**
 * From a block that lies inside a string to the last block before a quote.
 * Backslashes matter only right before that quote.
 */
function skipLongString(p: usize, end: usize): usize {
  const quote = v128.load_splat<u8>(QUOTE);
  while (p + 64 < end) {
    const next = v128.or(
      v128.or(
        i8x16.eq(v128.load(p, 64), quote),
        i8x16.eq(v128.load(p, 80), quote),
      ),
      v128.or(
        i8x16.eq(v128.load(p, 96), quote),
        i8x16.eq(v128.load(p, 112), quote),
      ),
    );
    if (v128.any_true(next)) break;
    p += 64;
  }
  return p;
}

/** 1 when an odd run of backslashes ends before `p`, else 0. */
function isEscaped(p: usize, start: usize): u64 {
  let slash = p;
  while (slash > start && load<u8>(slash - 1) == CharCode.Backslash) slash--;
  return <u64>((p - slash) & 1);
}

// @ts-ignore: decorator
@inline
function isSpecial(bytes: v128): v128 {
  return isEither(bytes, QUOTES, BACKSLASHES);
}
