// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
  Cursor,
  NUMBER_BYTES,
  Slice,
  storeNumbers,
  writeByteArray,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/** `-----BEG`, the first bytes of a PEM boundary that opens a block. */
const BEGIN: u64 = 0x4745422d2d2d2d2d;
/** The escape of a line feed as it stands in JSON, and 10 as a number. */
const LINE_FEED: u16 = 0x6e5c;
const TEN: u32 = 0x2c303120;
/** The backslash, the bit to turn, and what stands behind the quote then. */
const UNUSUAL = memory.data<u8>([0x5c, 0x02, 0x21]);
/** Room for one line; longer ones are no PEM that tools write. */
const LINE_BYTES: usize = 128;
const LINE_ROOM: usize = (LINE_BYTES + 20) * NUMBER_BYTES;
/** What is asked for at once: nine lines of PEM and one more. */
const ROOM: usize = 4 * LINE_ROOM;

/**
 * Reads the PEM text at the cursor and writes its bytes as a JSON array of
 * numbers, which is how certificates travel: `[ 45, 45,122]`, or without spaces
 * where the text is no usual PEM. With `apart`
 * there is an array for each PEM block, and commas between them; text before
 * the first block goes with it, other text with the block before. Blocks begin
 * at the start of a line, blanks before them or not.
 *
 * @returns the text with the usual escapes, the same for all spellings of it;
 *   null when there is no string
 */
export function writePem(
  to: Writer,
  cursor: Cursor,
  apart: bool,
): Slice | null {
  const before = to.length;
  const start = cursor.position;
  const end = writePlain(to, start, cursor.end, apart);
  if (end != 0) {
    cursor.position = end;
    return new Slice(start + 1, <i32>(end - start) - 2);
  }
  to.truncate(before);
  const text = cursor.readString();
  if (text == null) return null;
  writeAny(to, text, apart);
  return new Writer(text.len).escaped(text.ptr, text.len).slice();
}

/**
 * The usual form right from the document: ASCII in short lines, no escapes but
 * line feeds, boundaries at the start of lines. Returns where the string ends;
 * 0 when it has another form.
 */
function writePlain(to: Writer, p: usize, end: usize, apart: bool): usize {
  // A quote, and no other right behind it.
  if (load<u8>(p++) != CharCode.Quote || load<u8>(p) == CharCode.Quote)
    return 0;
  const slash = v128.load_splat<u8>(UNUSUAL);
  const bit = v128.load_splat<u8>(UNUSUAL, 1);
  const limit = v128.load_splat<u8>(UNUSUAL, 2);
  let roomEnd: usize = 0;
  let out: usize = 0;
  let begun = false;
  while (true) {
    if (out >= roomEnd) {
      const first = out == 0;
      if (!first) to.advanceTo(out);
      out = to.reserve(<i32>(ROOM + LINE_ROOM));
      roomEnd = out + ROOM;
      if (first) store<u8>(out++, CharCode.OpenBracket);
    }
    if (load<u8>(p) <= <u8>CharCode.Hyphen) {
      if (load<u8>(p) == CharCode.Space) return 0;
      if (load<u64>(p) == BEGIN) {
        // The last comma makes way for the bracket.
        if (begun && apart) {
          store<u32>(out - 1, 0x5b2c5d); // ],[
          out += 2;
        }
        begun = true;
      }
    }
    const lineEnd = storeLine(out, p, slash, bit, limit);
    out += (lineEnd - p) * NUMBER_BYTES;
    assert(out + NUMBER_BYTES <= roomEnd + LINE_ROOM);
    p = lineEnd;
    if (load<u16>(p) != LINE_FEED) break;
    store<u32>(out, TEN);
    out += NUMBER_BYTES;
    p += 2;
  }
  if (load<u8>(p) != CharCode.Quote || p >= end) return 0;
  store<u8>(out - 1, CharCode.CloseBracket);
  to.advanceTo(out);
  return p + 1;
}

/**
 * Stores the numbers of plain characters and returns where they end, though at
 * the latest after `LINE_BYTES` and the block that is begun there. Inlined into
 * the one loop that calls it.
 */
// @ts-ignore: decorator
@inline
function storeLine(
  to: usize,
  start: usize,
  slash: v128,
  bit: v128,
  limit: v128,
): usize {
  let p = start;
  const first = v128.or(
    unusual(v128.load(p), slash, bit, limit),
    unusual(v128.load(p, 16), slash, bit, limit),
  );
  const last = v128.or(
    unusual(v128.load(p, 32), slash, bit, limit),
    unusual(v128.load(p, 48), slash, bit, limit),
  );
  // Lines of PEM have 64 characters.
  if (!v128.any_true(v128.or(first, last))) {
    storeNumbers(to, p);
    storeNumbers(to + 16 * NUMBER_BYTES, p + 16);
    storeNumbers(to + 32 * NUMBER_BYTES, p + 32);
    storeNumbers(to + 48 * NUMBER_BYTES, p + 48);
    p += 64;
    to += 64 * NUMBER_BYTES;
  }
  if (load<u16>(p) == LINE_FEED) return p;
  const longest = start + LINE_BYTES;
  let run: usize = 16;
  while (run == 16 && p < longest) {
    const others = i8x16.bitmask(unusual(v128.load(p), slash, bit, limit));
    if (others & 1) break;
    storeNumbers(to, p);
    run = <usize>ctz(others | 0x10000);
    p += run;
    to += run * NUMBER_BYTES;
  }
  return p;
}

/** Quotes, backslashes and all that is not printable ASCII. */
// @ts-ignore: decorator
@inline
function unusual(text: v128, slash: v128, bit: v128, limit: v128): v128 {
  return v128.or(
    i8x16.eq(text, slash),
    // With this bit turned the quote stands right behind control characters,
    // and as numbers with a sign other bytes stand before them.
    i8x16.lt_s(v128.xor(text, bit), limit),
  );
}

/** Any other text, byte by byte. */
function writeAny(to: Writer, text: Slice, apart: bool): void {
  let block = text.ptr;
  let begun = false;
  let atLineStart = true;
  for (let p = text.ptr; p < text.end; p++) {
    if (atLineStart && load<u64>(p) == BEGIN && p + 8 <= text.end) {
      if (begun && apart) {
        writeByteArray(to, Slice.between(block, p)).byte(CharCode.Comma);
        block = p;
      }
      begun = true;
    }
    const byte = <i32>load<u8>(p);
    atLineStart =
      byte == CharCode.LineFeed ||
      byte == CharCode.CarriageReturn ||
      (atLineStart && byte <= CharCode.Space);
  }
  writeByteArray(to, Slice.between(block, text.end));
}
