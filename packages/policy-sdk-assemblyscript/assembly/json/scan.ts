// SPDX-License-Identifier: Apache-2.0

// Finds where JSON values end without looking inside (RFC 8259). All functions
// take the address of a value's first byte and the end of the document, and
// return the address behind the value, or 0 when it does not end. Documents
// must be readable `PADDING_BYTES` past their end.
//
// What is skipped is not validated: hosts serialise what they send, and no
// verdict rests on skipped bytes. What is read goes through the cursor, which
// is strict.

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
/** Takes `[` and `]` to one value, and `{` and `}` to another. */
const BRACKET_CLASS = i8x16(
  -7,
  -7,
  -7,
  -7,
  -7,
  -7,
  -7,
  -7,
  -7,
  -7,
  -7,
  -7,
  -7,
  -7,
  -7,
  -7,
);
const ODD_BITS: u64 = 0xaaaaaaaaaaaaaaaa;

/** Behind white space. */
export function skipWhitespace(p: usize, end: usize): usize {
  while (p < end) {
    const byte = load<u8>(p);
    if (byte > 0x20 || !isWhitespace(byte)) break;
    p++;
  }
  return p;
}

export function isWhitespace(byte: u8): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09;
}

/** Behind any value. */
export function skipValue(p: usize, end: usize): usize {
  const byte = load<u8>(p);
  if (byte == 0x22) return skipString(p, end);
  if ((byte | 0x20) == 0x7b) return skipNested(p, end);
  return skipScalar(p, end);
}

/** Behind the string whose opening quote is at `p`. */
export function skipString(p: usize, end: usize): usize {
  p++;
  while (p < end) {
    const text = v128.load(p);
    const mask = i8x16.bitmask(
      v128.or(i8x16.eq(text, QUOTES), i8x16.eq(text, BACKSLASHES)),
    );
    if (mask == 0) {
      p += 16;
      continue;
    }
    p += <usize>ctz(mask);
    if (load<u8>(p) == 0x22) return p < end ? p + 1 : 0;
    p += 2;
  }
  return 0;
}

/** Behind a number or literal; 0 when there is none. */
export function skipScalar(p: usize, end: usize): usize {
  const start = p;
  while (p < end) {
    const byte = load<u8>(p);
    // Letters, digits, `+`, `-` and `.`: all that scalars are made of.
    const inScalar =
      <u32>((byte | 0x20) - 0x61) < 26 ||
      <u32>(byte - 0x30) < 10 ||
      byte == 0x2b ||
      byte == 0x2d ||
      byte == 0x2e;
    if (!inScalar) break;
    p++;
  }
  return p == start ? 0 : p;
}

function mask64(a: v128, b: v128, c: v128, d: v128): u64 {
  return (
    (<u64>(<u32>i8x16.bitmask(a))) |
    ((<u64>(<u32>i8x16.bitmask(b))) << 16) |
    ((<u64>(<u32>i8x16.bitmask(c))) << 32) |
    ((<u64>(<u32>i8x16.bitmask(d))) << 48)
  );
}

/** Bit n of the result is the parity of bits 0 to n. */
function prefixXor(bits: u64): u64 {
  bits ^= bits << 1;
  bits ^= bits << 2;
  bits ^= bits << 4;
  bits ^= bits << 8;
  bits ^= bits << 16;
  return bits ^ (bits << 32);
}

/**
 * Behind the array or object whose bracket is at `p`, 64 bytes a step. In well
 * nested JSON the end of an array is where its own kind of bracket balances,
 * so the other kind is never looked at, and a block without a bracket costs no
 * more than keeping track of quotes.
 */
export function skipNested(p: usize, end: usize): usize {
  const bracket = load<u8>(p++);
  const closing = bracket + 2;
  const bracketClass = i8x16.splat(<i8>(bracket - 2));
  let depth: i32 = 1;
  let inString: u64 = 0; // all ones when the block begins inside a string
  let escapes: u64 = 0; // 1 when the block's first byte is escaped
  for (; p < end; p += 64) {
    const a = v128.load(p);
    const b = v128.load(p, 16);
    const c = v128.load(p, 32);
    const d = v128.load(p, 48);
    let quotes = mask64(
      i8x16.eq(a, QUOTES),
      i8x16.eq(b, QUOTES),
      i8x16.eq(c, QUOTES),
      i8x16.eq(d, QUOTES),
    );
    const aSlash = i8x16.eq(a, BACKSLASHES);
    const bSlash = i8x16.eq(b, BACKSLASHES);
    const cSlash = i8x16.eq(c, BACKSLASHES);
    const dSlash = i8x16.eq(d, BACKSLASHES);
    const anySlash = v128.any_true(
      v128.or(v128.or(aSlash, bSlash), v128.or(cSlash, dSlash)),
    );
    if (anySlash || escapes != 0) {
      // Escaped characters are those behind an odd run of backslashes. The
      // subtraction carries through each run; see simdjson's escape scanner.
      const slashes = mask64(aSlash, bSlash, cSlash, dSlash);
      const starts = slashes & ~escapes;
      const codes = (((starts << 1) | ODD_BITS) - starts) ^ ODD_BITS;
      quotes &= ~(codes ^ (slashes | escapes));
      escapes = (codes & slashes) >> 63;
    }
    const aHits = i8x16.eq(v128.and(a, BRACKET_CLASS), bracketClass);
    const bHits = i8x16.eq(v128.and(b, BRACKET_CLASS), bracketClass);
    const cHits = i8x16.eq(v128.and(c, BRACKET_CLASS), bracketClass);
    const dHits = i8x16.eq(v128.and(d, BRACKET_CLASS), bracketClass);
    const anyHit = v128.any_true(
      v128.or(v128.or(aHits, bHits), v128.or(cHits, dHits)),
    );
    if (!anyHit) {
      if ((quotes | ~inString | escapes) == 0) p = skipLongString(p, end);
      inString ^= 0 - (popcnt(quotes) & 1);
      continue;
    }
    const strings = prefixXor(quotes) ^ inString;
    inString = <u64>((<i64>strings) >> 63);
    // Few enough to look at one by one, and some are other characters.
    let brackets = mask64(aHits, bHits, cHits, dHits) & ~strings;
    while (brackets != 0) {
      const at = p + <usize>ctz(brackets);
      const byte = load<u8>(at);
      if (byte == bracket) depth++;
      else if (byte == closing && --depth == 0) return at < end ? at + 1 : 0;
      brackets &= brackets - 1;
    }
  }
  return 0;
}

/**
 * From a block that lies inside a string to the last block before a quote or
 * a backslash.
 */
function skipLongString(p: usize, end: usize): usize {
  while (p + 64 < end) {
    const a = v128.load(p, 64);
    const b = v128.load(p, 80);
    const c = v128.load(p, 96);
    const d = v128.load(p, 112);
    const stops = v128.or(
      v128.or(
        v128.or(i8x16.eq(a, QUOTES), i8x16.eq(a, BACKSLASHES)),
        v128.or(i8x16.eq(b, QUOTES), i8x16.eq(b, BACKSLASHES)),
      ),
      v128.or(
        v128.or(i8x16.eq(c, QUOTES), i8x16.eq(c, BACKSLASHES)),
        v128.or(i8x16.eq(d, QUOTES), i8x16.eq(d, BACKSLASHES)),
      ),
    );
    if (v128.any_true(stops)) break;
    p += 64;
  }
  return p;
}
