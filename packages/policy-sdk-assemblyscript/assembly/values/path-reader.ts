// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { Slice } from '../bytes/slice';
import { Cursor } from '../json/cursor';

/** The most digits of an index. */
const INDEX_DIGITS: usize = 9;

/** Reads a path such as `spec.containers[0]["a b"]` step by step. */
@final
@unmanaged
export class PathReader {
  private position: usize;
  /** Whether the path is malformed; there are no steps behind that. */
  failed: bool;
  /** The key of the step; null when the step is an index. */
  key: Slice | null;
  /** The index of the step. */
  index: i32;

  /** `path` is UTF-8. */
  constructor(public path: Slice) {
    this.position = path.ptr;
    this.failed = false;
    this.key = null;
    this.index = 0;
  }

  /** Moves to the next step; false behind the last. */
  next(): bool {
    const end = this.path.end;
    if (this.failed || this.position >= end) return false;
    if (load<u8>(this.position) == CharCode.OpenBracket)
      return this.bracketed();
    const isFirst = this.position == this.path.ptr;
    if (load<u8>(this.position) == CharCode.Dot && !isFirst) this.position++;
    const start = this.position;
    let p = start;
    while (
      p < end &&
      load<u8>(p) != CharCode.Dot &&
      load<u8>(p) != CharCode.OpenBracket
    )
      p++;
    if (p == start) return this.fail();
    this.key = Slice.between(start, p);
    this.position = p;
    return true;
  }

  /** `[1]` or `["a b"]`. */
  private bracketed(): bool {
    const end = this.path.end;
    const start = this.position + 1;
    if (start < end && load<u8>(start) == CharCode.Quote) {
      const quoted = new Cursor(start, end);
      const key = quoted.readString();
      const close = quoted.position;
      if (
        key == null ||
        close >= end ||
        load<u8>(close) != CharCode.CloseBracket
      )
        return this.fail();
      this.key = key;
      this.position = close + 1;
      return true;
    }
    let p = start;
    let index = 0;
    for (; p < end && <u32>(load<u8>(p) - CharCode.Zero) < 10; p++) {
      if (p - start == INDEX_DIGITS) return this.fail();
      index = index * 10 + <i32>(load<u8>(p) - CharCode.Zero);
    }
    if (p == start || p >= end || load<u8>(p) != CharCode.CloseBracket)
      return this.fail();
    this.key = null;
    this.index = index;
    this.position = p + 1;
    return true;
  }

  private fail(): bool {
    this.failed = true;
    return false;
  }
}
