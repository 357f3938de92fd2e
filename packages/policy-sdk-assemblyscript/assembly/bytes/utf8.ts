// SPDX-License-Identifier: Apache-2.0
import { mask64 } from './mask';

const LONGEST_SEQUENCE: usize = 4;

/**
 * Whether the bytes are well-formed UTF-8 (Unicode 15, table 3-7): no overlong
 * forms, no surrogates, nothing above U+10FFFF, nothing cut off.
 *
 * Runs of ASCII cost a third of an instruction a byte. The buffer must be
 * readable `PADDING_BYTES` past its end.
 */
export function isUtf8(ptr: usize, len: usize): bool {
  const end = ptr + len;
  let p = ptr;
  while (p < end) {
    const high = v128.or(
      v128.or(v128.load(p), v128.load(p, 16)),
      v128.or(v128.load(p, 32), v128.load(p, 48)),
    );
    if (i8x16.bitmask(high) == 0) {
      p += 64;
    } else if (p + 64 + LONGEST_SEQUENCE > end) {
      return isUtf8Tail(p, end);
    } else {
      p = behindBlock(p);
      if (p == 0) return false;
    }
  }
  return true;
}

/** The same for the last bytes, one sequence a step. */
function isUtf8Tail(p: usize, end: usize): bool {
  while (p < end) {
    const bytes: usize = load<u8>(p) < 0x80 ? (1 as usize) : sequenceBytes(p);
    if (bytes == 0) return false;
    p += bytes;
  }
  return p == end;
}

/**
 * Checks the sequences that begin in the 64 bytes at `block`, none of which
 * can reach behind the end of the text; the address
 * behind them and the block, or 0 when one is malformed.
 */
function behindBlock(block: usize): usize {
  let high = mask64(
    v128.load(block),
    v128.load(block, 16),
    v128.load(block, 32),
    v128.load(block, 48),
  );
  let next = block;
  do {
    const lead = block + <usize>ctz(high);
    // The bytes of a sequence all have their high bit set.
    high &= high - 1;
    high &= high - 1;
    next = lead + 2;
    const pair = <u32>load<u16>(lead);
    // 110xxxxx 10xxxxxx, and not overlong.
    if ((pair & 0xc0e0) == 0x80c0 && (pair & 0x1e) != 0) continue;
    const bytes = sequenceBytes(lead);
    if (bytes == 0) return 0;
    high &= high - 1;
    if (bytes == 4) high &= high - 1;
    next = lead + bytes;
  } while (high != 0);
  return max(next, block + 64);
}

/** Length of the well-formed multi-byte sequence at `p`, or 0. */
function sequenceBytes(p: usize): usize {
  const lead = <u32>load<u8>(p);
  const second = <u32>load<u8>(p, 1);
  if (!isContinuation(second)) return 0;
  if (lead < 0xe0) return lead >= 0xc2 ? 2 : 0;
  if (!isContinuation(load<u8>(p, 2))) return 0;
  if (lead < 0xf0) {
    if (lead == 0xe0 && second < 0xa0) return 0; // overlong
    if (lead == 0xed && second > 0x9f) return 0; // surrogate
    return 3;
  }
  if (lead > 0xf4 || !isContinuation(load<u8>(p, 3))) return 0;
  if (lead == 0xf0 && second < 0x90) return 0; // overlong
  if (lead == 0xf4 && second > 0x8f) return 0; // above U+10FFFF
  return 4;
}

function isContinuation(byte: u32): bool {
  return (byte & 0xc0) == 0x80;
}

/**
 * At most `len` bytes of a text, which has one more at least, so many that they
 * end where a character does.
 */
export function wholeCharacters(text: usize, len: usize): usize {
  const least = len - 3;
  while (len > least && isContinuation(load<u8>(text + len))) len--;
  return len;
}
