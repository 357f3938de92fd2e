// SPDX-License-Identifier: Apache-2.0
import { CharCode } from '../bytes/char-code';
import { Slice } from '../bytes/slice';
import { Cursor } from './cursor';
import { skipString } from './scan';
import { Writer } from './writer';

/** Levels that a path names; what lies deeper has the path of this depth. */
const MAX_LEVELS: i32 = 64;
/**
 * A level is an `i32`: the place of the key in the document, `NO_KEY` while
 * none of the object has been reached, or the complement of an array's index.
 */
const LEVEL_BYTES: usize = 4;
const NO_KEY: i32 = 0;

/**
 * The path to the value, or to the key, at address `target` of a document,
 * such as `signatures[0].certificates[1]`; empty at the root. Keys are
 * decoded, and those that are no identifiers stand as `["a b"]`.
 *
 * It walks the document from its start, so that errors cost nothing until one
 * has to be told. The document need not be well-formed behind `target`.
 */
export function pathAt(document: Slice, target: usize): Slice {
  // The first one stands for what is outside of all brackets.
  const levels = heap.alloc((<usize>MAX_LEVELS + 1) * LEVEL_BYTES);
  const last = walkTo(document, target, levels);
  const path = new Writer(32);
  for (let level = levels; level < last;) {
    level += LEVEL_BYTES;
    const step = load<i32>(level);
    if (step < 0) {
      path
        .byte(CharCode.OpenBracket)
        .integer(~step)
        .byte(CharCode.CloseBracket);
    } else {
      if (step == NO_KEY) break;
      const quoted = new Cursor(document.ptr + <usize>step, document.end);
      const key = quoted.readString();
      if (key == null) break;
      appendKey(path, key);
    }
  }
  return path.slice();
}

/**
 * Stores the levels open at `target`, outermost first; returns the last.
 * Brackets and braces differ in the bit 0x20.
 */
function walkTo(document: Slice, target: usize, levels: usize): usize {
  const end = min(document.end, target);
  const deepest = levels + <usize>MAX_LEVELS * LEVEL_BYTES;
  let level = levels;
  for (let p = document.ptr; p < end; p++) {
    const byte = load<u8>(p);
    const step = load<i32>(level);
    if (byte == CharCode.Quote) {
      if (step == NO_KEY) store<i32>(level, <i32>(p - document.ptr));
      const next = skipString(p, document.end);
      if (next == 0) break;
      p = next - 1;
    } else if (byte == CharCode.Comma) {
      store<i32>(level, step < 0 ? step - 1 : NO_KEY);
    } else if ((byte | 0x20) == CharCode.OpenBrace) {
      if (level == deepest) break;
      level += LEVEL_BYTES;
      store<i32>(level, byte == CharCode.OpenBracket ? ~0 : NO_KEY);
    } else if ((byte | 0x20) == CharCode.CloseBrace) {
      if (level == levels) break;
      level -= LEVEL_BYTES;
    }
  }
  return level;
}

/** Appends a key (UTF-8 text) to the path of its object. */
export function appendKey(path: Writer, key: Slice): void {
  if (isIdentifier(key)) {
    if (path.length > 0) path.byte(CharCode.Dot);
    path.slices(key);
  } else {
    path.byte(CharCode.OpenBracket).quoted(key).byte(CharCode.CloseBracket);
  }
}

function isIdentifier(key: Slice): bool {
  for (let p = key.ptr; p < key.end; p++) {
    const byte = <u32>load<u8>(p);
    const letter = (byte | 0x20) - CharCode.a < 26;
    const digit = byte - CharCode.Zero < 10;
    if (
      !letter &&
      byte != CharCode.Underscore &&
      byte != CharCode.Dollar &&
      !(digit && p > key.ptr)
    )
      return false;
  }
  return key.len > 0;
}
