// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { equalBytes } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/equal';
import { findSpecial } from '@kubewarden/policy-sdk-assemblyscript/assembly/json/string';
import { patternProblem } from '../match/problem';
import { Entry } from './entry';

const QUOTE: u8 = 0x22;

/**
 * An entry of `signatures` as it is written, but for its image: in a list of
 * images that the same people sign, the next entry has the same words around
 * another image, and what was said of them holds for it too.
 */
@final
@unmanaged
export class Template {
  private constructor(
    private entry: Entry,
    /** The entry's text up to the image's opening quote. */
    private head: Slice,
    /** Its text from the image's closing quote on. */
    private tail: Slice,
  ) {}

  /**
   * The template of an entry that stands from `start` to `end`, read without a
   * remark; null when its image was not taken from there as it is written.
   */
  static of(entry: Entry, start: usize, end: usize): Template | null {
    const image = entry.image;
    if (image == null || image.ptr <= start || image.ptr >= end) return null;
    return new Template(
      entry,
      new Slice(start, <i32>(image.ptr - start)),
      new Slice(image.end, <i32>(end - image.end)),
    );
  }

  /**
   * Reads the entry at the cursor, number `index`, if it is written like the
   * template and there is nothing to say of its image, which is looked at
   * with `deep` only; else null, and the cursor stays.
   */
  read(cursor: Cursor, index: i32, deep: bool): Entry | null {
    const head = this.head;
    const tail = this.tail;
    const at = cursor.position;
    const end = cursor.end;
    const image = at + <usize>head.len;
    if (image > end || !equalBytes(at, head.len, head.ptr, head.len))
      return null;
    const quote = findSpecial(image, end);
    const after = quote + <usize>tail.len;
    if (load<u8>(quote) != QUOTE || after > end) return null;
    if (!equalBytes(quote, tail.len, tail.ptr, tail.len)) return null;
    const text = new Slice(image, <i32>(quote - image));
    if (text.len == 0) return null;
    if (deep && patternProblem(text.ptr, text.len) != 0) return null;
    cursor.position = after;
    return this.entry.withImage(text, index);
  }
}
