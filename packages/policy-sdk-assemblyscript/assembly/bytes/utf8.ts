// SPDX-License-Identifier: Apache-2.0

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
      continue;
    }
    const blockEnd = min(p + 64, end);
    while (p < blockEnd) {
      const mask = i8x16.bitmask(v128.load(p));
      if (mask == 0) {
        p += 16;
        continue;
      }
      p += <usize>ctz(mask);
      if (p >= end) break;
      const bytes = sequenceBytes(p);
      if (bytes == 0 || p + bytes > end) return false;
      p += bytes;
    }
  }
  return true;
}

/** Length of the well-formed multi-byte sequence at `p`, or 0. */
function sequenceBytes(p: usize): usize {
  const lead = load<u8>(p);
  const second = load<u8>(p, 1);
  if (lead < 0xe0) {
    return lead >= 0xc2 && isContinuation(second) ? 2 : 0;
  }
  if (!isContinuation(second) || !isContinuation(load<u8>(p, 2))) return 0;
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

function isContinuation(byte: u8): bool {
  return (byte & 0xc0) == 0x80;
}
