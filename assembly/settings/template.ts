// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
  equalBytes,
  findSpecial,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { patternProblem } from '../match/problem';
import { Entry, readEntry } from './entry';
import { Reader } from './reader';

/**
 * The entry of `signatures` before the next one, as it is written: in a list of
 * images that the same people sign, the next entry has the same words around
 * another image, and what was said of them holds for it too.
 */
@final
@unmanaged
export class Template {
  /** The entry, null while there is none to go by. */
  private entry: Entry | null;
  /** Bytes of its text up to the image's opening quote. */
  private headLen: i32;
  /** Bytes of its text from the image's closing quote on. */
  private tailLen: i32;

  /** Reads the entry at the cursor; it is the one before if it may share it. */
  read(reader: Reader): Entry {
    const known = this.entry;
    if (known != null && this.fits(reader, known)) return known;
    const start = reader.position;
    const diagnostics = reader.problemCount + reader.warningCount;
    const entry = readEntry(reader);
    const length = reader.position - start;
    const image = entry.image;
    this.entry = null;
    if (
      image == null ||
      reader.failed ||
      reader.problemCount + reader.warningCount != diagnostics
    )
      return entry;
    const headLen = image.ptr - start;
    // An image with escapes was decoded, and lies elsewhere: as numbers without
    // a sign all other addresses are too far away.
    if (headLen < length) this.entry = entry;
    this.headLen = <i32>headLen;
    this.tailLen = <i32>(length - headLen) - image.len;
    return entry;
  }

  /**
   * Whether the entry at the cursor is written like the one before and there
   * is nothing to say of its image, which only the deep check looks at. Then
   * the entry gets its image, and the cursor moves behind it.
   */
  private fits(reader: Reader, entry: Entry): bool {
    const before = entry.image!;
    const at = reader.position;
    const end = reader.end;
    const headLen = this.headLen;
    const tailLen = this.tailLen;
    const ptr = at + <usize>headLen;
    if (
      ptr > end ||
      !equalBytes(at, headLen, before.ptr - <usize>headLen, headLen)
    )
      return false;
    const quote = findSpecial(ptr, end);
    const after = quote + <usize>tailLen;
    if (load<u8>(quote) != CharCode.Quote || after > end) return false;
    if (!equalBytes(quote, tailLen, before.end, tailLen)) return false;
    const len = <i32>(quote - ptr);
    if (len == 0 || (reader.deep && patternProblem(ptr, len).len != 0))
      return false;
    // Rules have taken the image before out of it, address and length.
    before.ptr = ptr;
    before.len = len;
    reader.position = after;
    return true;
  }
}
