// SPDX-License-Identifier: Apache-2.0

// Base64 (RFC 4648, sections 4 and 5), 16 characters a step where a run is
// free of white space and of the URL alphabet's own two characters.

const HYPHEN: u32 = 0x2d;
const UNDERSCORE: u32 = 0x5f;
const PADDING: u8 = 0x3d;

/** What `sextet` returns for white space and for all other characters. */
const WHITESPACE: u32 = 64;
const ILLEGAL: u32 = 65;
/** A bit for each of tab, LF, CR and space. */
const SPACES: u64 = 0x100002600;

// Tables of 16 bytes, the first byte lowest. A character is legal when the
// classes of its two halves have no bit in common (Mula, Lemire: "Faster
// Base64 Encoding and Decoding Using AVX2 Instructions").
const HIGH_CLASS = i64x2(0x0804080402011010, 0x1010101010101010);
const LOW_CLASS = i64x2(0x1111111111111115, 0x1a1b1b1b1a131111);
/** From character to six bits, by the high half, or one less for a slash. */
const OFFSETS = i64x2(0xb9b9bfbf04131000, 0x0000000000000000);
const SLASHES = i64x2(0x2f2f2f2f2f2f2f2f, 0x2f2f2f2f2f2f2f2f);
const LOW_HALVES = i64x2(0x0f0f0f0f0f0f0f0f, 0x0f0f0f0f0f0f0f0f);
const ZEROES = i64x2(0, 0);
/** Where the first character's bits lie in a pair's twelve. */
const FIRST_OF_PAIR = i32x4(0x0fc00fc0, 0x0fc00fc0, 0x0fc00fc0, 0x0fc00fc0);
/** Joins two pairs to 24 bits. */
const JOIN_PAIRS = i32x4(0x11000, 0x11000, 0x11000, 0x11000);
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
  let bits: u32 = 0;
  let pending = 0; // characters of a group of four that has begun
  let stepFrom = ptr; // keeps texts of odd characters from trying each group
  for (; p < end; p++) {
    if (pending == 0 && p >= stepFrom) {
      stoppedAt = p;
      out = decodeSteps(end, out);
      p = stoppedAt;
      stepFrom = p + 16;
      if (p >= end) break;
    }
    const byte = <u32>load<u8>(p);
    const value = sextet(byte);
    if (value == WHITESPACE) continue;
    if (value == ILLEGAL) break;
    if (standard && (byte == HYPHEN || byte == UNDERSCORE)) break;
    bits = (bits << 6) | value;
    if (++pending == 4) {
      store<u8>(out, bits >> 16);
      store<u8>(out, bits >> 8, 1);
      store<u8>(out, bits, 2);
      out += 3;
      pending = 0;
    }
  }
  stoppedAt = p;
  if (pending == 0) return <i32>(out - start);
  if (!takePadding(end, 4 - pending)) return -1;
  // Two characters leave four bits over, three leave two; all must be zero.
  if (pending == 2) {
    store<u8>(out, bits >> 4);
    return (bits & 15) == 0 ? <i32>(out - start) + 1 : -1;
  }
  store<u8>(out, bits >> 10);
  store<u8>(out, bits >> 2, 1);
  return (bits & 3) == 0 ? <i32>(out - start) + 2 : -1;
}

/** The six bits of a character of either alphabet. */
function sextet(byte: u32): u32 {
  const letter = (byte | 0x20) - 0x61;
  if (letter < 26) return byte & 0x20 ? letter + 26 : letter;
  if (byte - 0x30 < 10) return byte + 4;
  if (byte == 0x2b || byte == HYPHEN) return 62;
  if (byte == 0x2f || byte == UNDERSCORE) return 63;
  return isSpace(byte) ? WHITESPACE : ILLEGAL;
}

function isSpace(byte: u32): bool {
  return byte <= 0x20 && ((SPACES >> byte) & 1) != 0;
}

/**
 * Moves `stoppedAt` over padding, none or all of it, and white space behind.
 * False when it is cut short or was due after one character.
 */
function takePadding(end: usize, missing: i32): bool {
  if (missing == 3) return false;
  let found = 0;
  for (; stoppedAt < end; stoppedAt++) {
    const byte = load<u8>(stoppedAt);
    if (byte == PADDING && found < missing) found++;
    else if (!isSpace(byte)) break;
  }
  return found == 0 || found == missing;
}

/**
 * Decodes whole groups of plain standard base64 from `stoppedAt` on, 32 or 16
 * characters a step, with white space between groups. Ends where a group needs
 * a closer look.
 *
 * @returns where to write next
 */
function decodeSteps(end: usize, out: usize): usize {
  let p = stoppedAt;
  while (p < end) {
    const byte = <u64>load<u8>(p);
    if (byte <= 0x20) {
      if (((SPACES >> byte) & 1) == 0) break;
      p++;
      continue;
    }
    const first = v128.load(p);
    const illegal = Sixteen.illegalIn(first);
    v128.store(out, Sixteen.decode(first));
    if (p + 32 <= end) {
      const second = v128.load(p, 16);
      if (!v128.any_true(v128.or(illegal, Sixteen.illegalIn(second)))) {
        v128.store(out, Sixteen.decode(second), 12);
        p += 32;
        out += 24;
        continue;
      }
    }
    // At most four groups: a bit at 16 stands for all of them.
    const odd = i8x16.bitmask(i8x16.ne(illegal, ZEROES)) | 0x10000;
    const groups = min(<usize>ctz(odd), end - p) >> 2;
    if (groups == 0) break;
    p += groups << 2;
    out += groups * 3;
  }
  stoppedAt = p;
  return out;
}

/** One step; inlined, which takes 130 bytes and saves a tenth of the fuel. */
@final
class Sixteen {
  /** Nonzero in each byte that is no character of the standard alphabet. */
  @inline
  static illegalIn(text: v128): v128 {
    return v128.and(
      i8x16.swizzle(HIGH_CLASS, i8x16.shr_u(text, 4)),
      i8x16.swizzle(LOW_CLASS, v128.and(text, LOW_HALVES)),
    );
  }

  /** The 12 bytes that 16 legal characters stand for, and 4 zeroes. */
  @inline
  static decode(text: v128): v128 {
    const classes = i8x16.add(i8x16.shr_u(text, 4), i8x16.eq(text, SLASHES));
    const sextets = i8x16.add(text, i8x16.swizzle(OFFSETS, classes));
    const pairs = v128.bitselect(
      i16x8.shl(sextets, 6),
      i16x8.shr_u(sextets, 8),
      FIRST_OF_PAIR,
    );
    return i8x16.swizzle(i32x4.dot_i16x8_s(pairs, JOIN_PAIRS), BIG_ENDIAN);
  }
}
