// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { equalsLiteral } from '../bytes/literal';
import { Slice } from '../bytes/slice';
import { Kind, kindOf } from './kind';
import { FALS, NULL, TRUE, keywordEnd } from './keyword';
import { decodeString, findSpecial, specials, stringEnd } from './string';
import { skipValue, skipWhitespace } from './scan';

/** Keys of any length. */
const ALL_LENGTHS: u32 = 0xffffffff;

/** Where a cursor stands. */
const enum State {
  /** At a value, or behind one. */
  Inside,
  /** Behind the bracket of an object or array just entered. */
  Entered,
  /** At the place where the document is malformed. */
  Failed,
  /** Behind the document, all of which was sound. */
  Finished,
}

/**
 * Walks a JSON document (RFC 8259, UTF-8) value by value. It reads each byte
 * at most once and allocates nothing while it moves.
 *
 * What it promises, and what it asks for:
 *
 * - What is entered or read is checked strictly. What is skipped is not: only
 *   its end is found, by quotes and brackets.
 * - Errors are sticky: after the first, `failed` is true, `position` stays at
 *   the place, and every step answers false or null. So an error may be asked
 *   for late, but it must be asked for: nothing that was read counts before
 *   `finish` has said that the document is whole.
 * - It looks up to `PADDING_BYTES` past the end, and takes nothing from there.
 * - The value of each member and element must be read, skipped or entered and
 *   left before the next step.
 *
 *     while (cursor.nextMember())
 *       if (cursor.keyIs('name')) name = cursor.readString();
 *       else cursor.skip();
 */
@unmanaged
export class Cursor {
  /** Address of the next unread byte. */
  position: usize;
  /** Address behind the document. */
  end: usize;
  private state: State = State.Inside;
  /** Address of the current key's text, escapes decoded. */
  key: usize;
  /** Bytes of the current key's text. */
  keyLen: i32;
  /** The key that was decoded last, and where it stands in the document. */
  private decodedKey: usize;
  private decodedAt: usize;

  /** The bytes must be readable `PADDING_BYTES` past `end`. */
  constructor(ptr: usize, end: usize) {
    assert(ptr <= end);
    this.position = skipWhitespace(ptr, end);
    this.end = end;
  }

  /** A cursor at the start of a document. */
  static over(document: Slice): Cursor {
    return new Cursor(document.ptr, document.end);
  }

  /** Whether something was malformed. */
  get failed(): bool {
    return this.state == State.Failed;
  }

  /** Address of the current key in the document, behind its quote. */
  get keyAt(): usize {
    const key = this.key;
    return key == this.decodedKey ? this.decodedAt : key;
  }

  /** What the value at the cursor is. */
  get kind(): Kind {
    if (this.failed || this.position >= this.end) return Kind.Invalid;
    return kindOf(load<u8>(this.position));
  }

  /** Whether the value at the cursor is a string. */
  get atString(): bool {
    return load<u8>(this.position) == CharCode.Quote && !this.failed;
  }

  /** Enters the object at the cursor; false when there is none. */
  enterObject(): bool {
    return this.tryObject() || this.fail();
  }

  /** Enters the array at the cursor; false when there is none. */
  enterArray(): bool {
    return this.tryArray() || this.fail();
  }

  /** Enters an object; false, and nothing read, when the value is another. */
  tryObject(): bool {
    return this.tryEnter(CharCode.OpenBrace);
  }

  /** Enters an array; false, and nothing read, when the value is another. */
  tryArray(): bool {
    return this.tryEnter(CharCode.OpenBracket);
  }

  private tryEnter(bracket: i32): bool {
    const p = this.position;
    if (load<u8>(p) != bracket || this.failed) return false;
    this.position = p + 1;
    this.state = State.Entered;
    return true;
  }

  /**
   * Moves to the value of the next member and sets `key`; false behind the
   * object's end. The value before must have been read or skipped.
   */
  nextMember(): bool {
    return this.nextMemberOf(ALL_LENGTHS);
  }

  /**
   * The same, but skips members whose key has a length without a bit in
   * `lengths`: of bytes modulo 32, so that other keys may pass.
   *
   *     bit      31 ..          11     9     6   4       0
   *     lengths  | .. 0         1   0  1  .. 1 0 1 ..  0 |
   *     keys          subResource  operation  object  kind
   *
   * Most members of most objects matter to nobody, and are passed over without
   * a look at their names; this takes 2.4 to 7.6 % less fuel.
   */
  nextMemberOf(lengths: u32): bool {
    let p = this.position;
    let inside = this.state == State.Inside;
    while (true) {
      // Compact JSON, the usual form: `,"key":value`.
      if (inside && load<u16>(p) == 0x222c) {
        p += 2;
      } else if (inside && load<u8>(p) == CharCode.CloseBrace && p < this.end) {
        this.position = p + 1;
        return false;
      } else {
        this.position = p;
        p = this.openKey(p);
        if (p == 0) return false;
        inside = true;
      }
      const mask = specials(v128.load(p));
      const stop =
        mask != 0 ? p + <usize>ctz(mask) : findSpecial(p + 16, this.end);
      let len = <i32>(stop - p);
      let value = stop + 2;
      // A value behind the end is none to all that read or skip it.
      const compact =
        load<u16>(stop) == 0x3a22 && load<u8>(value) > <u8>CharCode.Space;
      if (!compact) {
        // An error is told where the member begins: at the comma, if that is
        // right before the quote.
        if (load<u16>(p - 2) == 0x222c) this.position = p - 2;
        this.key = p;
        value = this.endKey(stop);
        if (value == 0) return this.fail();
        if (value >= this.end) {
          this.position = value;
          return this.fail();
        }
        p = this.key;
        len = this.keyLen;
      }
      if ((lengths >> len) & 1) {
        this.key = p;
        this.keyLen = len;
        this.position = value;
        return true;
      }
      p = skipValue(value, this.end);
      if (p == 0) {
        this.position = value;
        return this.fail();
      }
    }
  }

  /**
   * Steps to the next key, over its quote; 0 behind the object's end, and when
   * there is no key.
   */
  private openKey(p: usize): usize {
    const state = this.state;
    if (load<u8>(p) == CharCode.Quote && state == State.Entered) {
      this.state = State.Inside;
      return p + 1;
    }
    if (!this.nextItem(CharCode.CloseBrace)) return 0;
    p = this.position;
    if (load<u8>(p) == CharCode.Quote) return p + 1;
    this.fail();
    return 0;
  }

  /**
   * Decodes a key with escapes and steps over the colon and white space;
   * returns where the value begins, or 0. `p` is where the key's plain text
   * ends.
   */
  private endKey(p: usize): usize {
    const end = this.end;
    if (load<u8>(p) == CharCode.Backslash) {
      const key = decodeString(this.key, end);
      if (key == null) return 0;
      this.decodedAt = this.key;
      this.decodedKey = key.ptr;
      this.key = key.ptr;
      this.keyLen = key.len;
      p = stringEnd();
    } else {
      this.keyLen = <i32>(p - this.key);
    }
    if (p >= end || load<u8>(p) != CharCode.Quote) return 0;
    p = skipWhitespace(p + 1, end);
    if (p >= end || load<u8>(p) != CharCode.Colon) return 0;
    return skipWhitespace(p + 1, end);
  }

  /** Moves to the next element; false behind the array's end. */
  nextElement(): bool {
    return this.nextItem(CharCode.CloseBracket);
  }

  /** Over the comma before an item, or over the closing bracket. */
  private nextItem(closing: i32): bool {
    let p = this.position;
    if (this.failed) return false;
    if (load<u8>(p) <= <u8>CharCode.Space) p = skipWhitespace(p, this.end);
    if (p >= this.end) return this.fail();
    const byte = load<u8>(p);
    if (byte == closing) {
      this.position = p + 1;
      this.state = State.Inside;
      return false;
    }
    if (this.state == State.Entered) {
      this.state = State.Inside;
      this.position = p;
      return true;
    }
    if (byte != CharCode.Comma) return this.fail();
    p++;
    if (load<u8>(p) <= <u8>CharCode.Space) p = skipWhitespace(p, this.end);
    this.position = p;
    // `[1,]` is no JSON.
    return load<u8>(p) != closing || this.fail();
  }

  /** Whether the current key is this ASCII literal. */
  keyIs<T>(text: T): bool {
    return equalsLiteral<T>(this.key, this.keyLen, text);
  }

  /** Reads a string, escapes decoded; null when there is none. */
  readString(): Slice | null {
    const start = this.position + 1;
    if (load<u8>(start - 1) == CharCode.Quote && !this.failed) {
      const p = findSpecial(start, this.end);
      if (p < this.end && load<u8>(p) == CharCode.Quote) {
        this.position = p + 1;
        return Slice.between(start, p);
      }
      const text = decodeString(start, this.end);
      if (text != null) {
        this.position = stringEnd() + 1;
        return text;
      }
    }
    this.fail();
    return null;
  }

  /** Reads `true` as 1 and `false` as 0; -1 when there is neither. */
  readBoolean(): i32 {
    if (this.readKeyword(TRUE)) return 1;
    if (this.readKeyword(FALS)) return 0;
    this.fail();
    return -1;
  }

  /** Reads `null`; false, and nothing read, when the value is another. */
  readNull(): bool {
    return this.readKeyword(NULL);
  }

  private readKeyword(first: u32): bool {
    const p = keywordEnd(this.position, this.end, first);
    if (p == 0 || this.failed) return false;
    this.position = p;
    return true;
  }

  /** Moves behind the value at the cursor; false when it does not end. */
  skip(): bool {
    if (this.failed) return false;
    const p = skipValue(this.position, this.end);
    if (p == 0) return this.fail();
    this.position = p;
    return true;
  }

  /** Moves behind the value and returns its bytes as they stand. */
  readRaw(): Slice | null {
    const start = this.position;
    return this.skip() ? Slice.between(start, this.position) : null;
  }

  /** Whether all was read and nothing but white space follows. */
  finish(): bool {
    if (this.failed || skipWhitespace(this.position, this.end) != this.end)
      return false;
    this.state = State.Finished;
    return true;
  }

  /** Whether `finish` has said so. */
  get finished(): bool {
    return this.state == State.Finished;
  }

  /** Records an error at the cursor; returns false. */
  fail(): bool {
    this.state = State.Failed;
    return false;
  }
}
