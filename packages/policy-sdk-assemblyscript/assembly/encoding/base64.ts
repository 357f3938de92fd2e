// SPDX-License-Identifier: Apache-2.0

// Base64 (RFC 4648, sections 4 and 5), 32 characters a step where a run is
// free of white space and of the URL alphabet's own two characters.

const PLUS: u32 = 0x2b;
const HYPHEN: u32 = 0x2d;
const SLASH: u32 = 0x2f;
const UNDERSCORE: u32 = 0x5f;
const PADDING: u32 = 0x3d;
const LINE_FEED: u32 = 0x0a;
/** A bit for each of tab, LF, CR and space. */
const SPACES: u64 = 0x100002600;

// Tables of 16 bytes, the first byte lowest. A character is legal when the
// kinds of its two halves have a bit in common, and never more than one; the
// highest one is the slash's (after Mula, Lemire: "Faster Base64 Encoding and
// Decoding Using AVX2 Instructions").
const KINDS_OF_HIGH = i64x2(0x0804080402810000, 0x0000000000000000);
const KINDS_OF_LOW = i64x2(0x0e0e0e0e0e0e0e0a, 0x84040404050c0e0e);
/** From character to six bits, by the high half, or one less for a slash. */
const OFFSETS = i64x2(0xb9b9bfbf04131000, 0x0000000000000000);
const LOW_HALF = memory.data<u8>([0x0f]);
/** Joins two pairs to 24 bits. */
const JOIN_PAIRS = memory.data<u16>([0x1000, 1]);
/** Takes 24 bits out of each lane, the highest first. */
const BIG_ENDIAN = i64x2(0x090a040506000102, 0xffffffff0c0d0e08);

/** Bytes that decoding `len` characters may write to. */
export function decodedRoom(len: i32): usize {
  return <usize>(len >> 2) * 3 + 18;
}

/** Where the last decoding stopped. */
let stoppedAt: usize = 0;

/**
 * Decodes base64 text: the standard or the URL alphabet; white space (space,
 * tab, CR, LF) is skipped, padding may be left out but must be right where it
 * is, and the bits behind the last byte must be zero.
 *
 * @param ptr - first byte of the text
 * @param len - bytes of text; 16 more must be readable
 * @param out - room for {@link decodedRoom} bytes
 * @returns the number of bytes decoded, or -1 for any other text
 */
export function decodeBase64(ptr: usize, len: i32, out: usize): i32 {
  const end = ptr + <usize>len;
  const count = decode(ptr, end, out, false);
  return stoppedAt == end ? count : -1;
}

/**
 * Decodes the standard alphabet up to the first character that is neither
 * base64 nor white space; `base64End` tells where that is. A PEM body ends
 * where its hyphens begin.
 *
 * @returns the number of bytes decoded, or -1 when the text up to there is not
 * right by the rules of `decodeBase64`
 */
export function decodeBase64Prefix(ptr: usize, len: i32, out: usize): i32 {
  return decode(ptr, ptr + <usize>len, out, true);
}

/** Address behind the text that the last `decodeBase64Prefix` took. */
export function base64End(): usize {
  return stoppedAt;
}

function decode(ptr: usize, end: usize, out: usize, standard: bool): i32 {
  const start = out;
  let p = ptr;
  let group: u32 = 0; // characters of a group that has begun, the first lowest
  let pending = 0; // how many they are
  while (p < end) {
    if (pending == 0) {
      while (p + 32 < end) {
        p += <usize>(load<u8>(p) == LINE_FEED);
        if (!i8x16.all_true(decodeBlock(v128.load(p), out))) break;
        if (!i8x16.all_true(decodeBlock(v128.load(p, 16), out + 12))) break;
        p += 32;
        out += 24;
      }
      // Whole groups in front of whatever interrupts the text.
      const kinds = decodeBlock(v128.load(p), out);
      const legal = ctz(~i8x16.bitmask(i8x16.neg(kinds)));
      const groups = min(<usize>legal, end - p) >> 2;
      p += groups << 2;
      out += groups * 3;
      if (p == end) break;
    }
    let byte = <u32>load<u8>(p);
    if (!isSpace(byte)) {
      if (!standard) byte = standardOf(byte);
      if (!v128.any_true(decodeBlock(i8x16.splat(<i8>byte), out))) break;
      group |= byte << (pending << 3);
      if (++pending == 4) {
        decodeBlock(i32x4.splat(group), out);
        out += 3;
        group = 0;
        pending = 0;
      }
    }
    p++;
  }
  // Padding, none or all of it, and white space behind.
  const missing = -pending & 3;
  assert(out - start + 16 <= decodedRoom(<i32>(end - ptr)));
  let found = 0;
  for (; p < end; p++) {
    const byte = <u32>load<u8>(p);
    if (byte == PADDING && found < missing) found++;
    else if (!isSpace(byte)) break;
  }
  stoppedAt = p;
  // A group cut short has as many bytes as characters, less one, and the bits
  // in the next byte must be zero.
  if (missing == 3 || (found != 0 && found != missing)) return -1;
  decodeBlock(i32x4.splat(group), out);
  if (pending > 0) pending--;
  if (load<u8>(out + <usize>pending) != 0) return -1;
  return <i32>(out - start) + pending;
}

/** The character of the standard alphabet for one of the URL alphabet. */
function standardOf(byte: u32): u32 {
  if (byte == HYPHEN) return PLUS;
  return byte == UNDERSCORE ? SLASH : byte;
}

function isSpace(byte: u32): bool {
  return byte <= 0x20 && ((SPACES >> byte) & 1) != 0;
}

/**
 * Stores the 12 bytes that 16 characters of the standard alphabet stand for,
 * and 4 zeroes. Zero bytes count as zero bits.
 *
 * @returns nonzero for each character that is legal
 */
function decodeBlock(text: v128, out: usize): v128 {
  const high = i8x16.shr_u(text, 4);
  const low = v128.and(text, v128.load_splat<u8>(LOW_HALF));
  const kinds = v128.and(
    i8x16.swizzle(KINDS_OF_HIGH, high),
    i8x16.swizzle(KINDS_OF_LOW, low),
  );
  const slashes = i8x16.shr_s(kinds, 7);
  const sextets = i8x16.add(
    text,
    i8x16.swizzle(OFFSETS, i8x16.add(high, slashes)),
  );
  // Two characters make twelve bits, the first one's above the second one's.
  const pairs = v128.or(
    i16x8.shr_u(i16x8.shl(sextets, 8), 2),
    i16x8.shr_u(sextets, 8),
  );
  const triples = i32x4.dot_i16x8_s(pairs, v128.load_splat<u32>(JOIN_PAIRS));
  v128.store(out, i8x16.swizzle(triples, BIG_ENDIAN));
  return kinds;
}
