// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { Cursor } from './cursor';
import { skipString } from './scan';
import { Writer } from './writer';

/** Levels that a path names; what lies deeper has the path of this depth. */
const MAX_LEVELS: i32 = 64;
/** A level: key address (0 in arrays), key bytes or index. */
const LEVEL_BYTES: usize = 8;

/**
 * The path to the value, or to the key, at address `target` of a document,
 * such as `signatures[0].certificates[1]`; empty at the root. Keys are
 * decoded, and those that are no identifiers stand as `["a b"]`.
 *
 * It walks the document from its start, so that errors cost nothing until one
 * has to be told. The document need not be well-formed behind `target`.
 */
export function pathAt(document: Slice, target: usize): Slice {
  const levels = heap.alloc(<usize>MAX_LEVELS * LEVEL_BYTES);
  const depth = walkTo(document, target, levels);
  const path = new Writer(64);
  for (let i = 0; i < depth; i++) {
    const level = levels + <usize>i * LEVEL_BYTES;
    const key = <usize>load<u32>(level);
    const number = load<i32>(level, 4);
    // Number -1: the bracket was entered, but nothing inside reached.
    if (number < 0) break;
    if (key == 0) path.byte(0x5b).integer(number).byte(0x5d);
    else writeKey(path, key, number);
  }
  return path.slice();
}

/** Fills `levels` with the brackets open at `target`; returns how many. */
function walkTo(document: Slice, target: usize, levels: usize): i32 {
  const end = min(document.end, target);
  let p = document.ptr;
  let depth = 0;
  let inObject = false;
  let expectsKey = false;
  const objects = heap.alloc(<usize>MAX_LEVELS);
  while (p < end) {
    const byte = load<u8>(p);
    if (byte == 0x7b || byte == 0x5b) {
      if (depth == MAX_LEVELS) break;
      inObject = byte == 0x7b;
      expectsKey = inObject;
      const level = levels + <usize>depth * LEVEL_BYTES;
      store<u32>(level, 0);
      store<i32>(level, inObject ? -1 : 0, 4);
      store<u8>(objects + <usize>depth, inObject ? 1 : 0);
      depth++;
      p++;
    } else if (byte == 0x7d || byte == 0x5d) {
      if (depth == 0) break;
      depth--;
      expectsKey = false;
      inObject = depth > 0 && load<u8>(objects + <usize>depth - 1) != 0;
      p++;
    } else if (byte == 0x22) {
      const next = skipString(p, document.end);
      if (next == 0) break;
      if (expectsKey) {
        const level = levels + <usize>(depth - 1) * LEVEL_BYTES;
        store<u32>(level, <u32>(p + 1));
        store<i32>(level, <i32>(next - p - 2), 4);
        expectsKey = false;
      }
      p = next;
    } else {
      if (byte == 0x2c && depth > 0) {
        const level = levels + <usize>(depth - 1) * LEVEL_BYTES;
        // Behind a comma no key has been reached yet.
        store<i32>(level, inObject ? -1 : load<i32>(level, 4) + 1, 4);
        expectsKey = inObject;
      }
      p++;
    }
  }
  return depth;
}

function writeKey(path: Writer, ptr: usize, len: i32): void {
  const quoted = new Cursor(ptr - 1, ptr + <usize>len + 1);
  const key = quoted.readString();
  appendKey(path, key == null ? new Slice(ptr, len) : key);
}

/** Appends a key (UTF-8 text) to the path of its object. */
export function appendKey(path: Writer, key: Slice): void {
  if (isIdentifier(key)) {
    if (path.length > 0) path.byte(0x2e);
    path.slices(key);
  } else {
    path.byte(0x5b).string(key.ptr, key.len).byte(0x5d);
  }
}

function isIdentifier(key: Slice): bool {
  for (let p = key.ptr; p < key.end; p++) {
    const byte = load<u8>(p);
    const letter = <u32>((byte | 0x20) - 0x61) < 26;
    const digit = <u32>(byte - 0x30) < 10;
    if (!letter && byte != 0x5f && byte != 0x24 && !(digit && p > key.ptr))
      return false;
  }
  return key.len > 0;
}
