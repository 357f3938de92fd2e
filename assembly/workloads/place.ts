// SPDX-License-Identifier: Apache-2.0
import {
  CharCode,
  find,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';

/** No pod spec lies deeper; bounds the walk to it, and its names. */
export const MOST_SEGMENTS: i32 = 16;

/** Where a segment that begins at `p` ends: at the next dot, or at `end`. */
export function segmentEnd(p: usize, end: usize): usize {
  return find(p, end, CharCode.Dot);
}

/** Whether the segment `start..end` is a `*`, which stands for every name. */
export function isStar(start: usize, end: usize): bool {
  return end - start == 1 && load<u8>(start) == CharCode.Asterisk;
}

/** What a `*` stands for: the key of a member, or an element's index. */
@final
@unmanaged
class Name {
  /** Address of the key, 0 for an index. */
  key: usize;
  /** Bytes of the key, or the index. */
  number: i32;
}

/**
 * A place in an object: a path of keys joined by dots, and the names that its
 * `*` segments stand for at the moment.
 */
@final
@unmanaged
export class Place {
  /** The first of {@link MOST_SEGMENTS} names. */
  private names: usize = heap.alloc(<usize>MOST_SEGMENTS * offsetof<Name>());

  constructor(public path: Slice) {}

  /** Sets what the star stands for that has `depth` others before it. */
  name(depth: i32, key: usize, number: i32): void {
    const name = this.nameAt(depth);
    name.key = key;
    name.number = number;
  }

  /**
   * The place as text, `spec.workers[1].template`, up to the dot before the
   * segment that begins at `segment`.
   */
  upTo(segment: usize): Slice {
    const end = segment - 1;
    const text = new Writer(32);
    let depth = 0;
    for (let p = this.path.ptr; p < end;) {
      const next = segmentEnd(p, end);
      if (load<u8>(p) == CharCode.Asterisk) this.writeName(text, depth++);
      else separate(text).between(p, next);
      p = next + 1;
    }
    return text.slice();
  }

  private nameAt(depth: i32): Name {
    return changetype<Name>(this.names + <usize>depth * offsetof<Name>());
  }

  private writeName(text: Writer, depth: i32): void {
    const name = this.nameAt(depth);
    if (name.key == 0)
      text
        .byte(CharCode.OpenBracket)
        .integer(name.number)
        .byte(CharCode.CloseBracket);
    else separate(text).raw(name.key, name.number);
  }
}

/** A dot, where something stands before. */
function separate(text: Writer): Writer {
  return text.length > 0 ? text.byte(CharCode.Dot) : text;
}
