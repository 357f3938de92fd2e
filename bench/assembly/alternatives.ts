// SPDX-License-Identifier: Apache-2.0
// Ways to do the same, to be metered against each other. A payload is
// `{"way":N,"data":VALUE}`; each way walks or copies all of VALUE.
import {
  Operation,
  Slice,
  accept,
  register,
  reject,
} from '@kubewarden/policy-sdk-assemblyscript';
import { copyBytes } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/copy';
import { skipValue } from '@kubewarden/policy-sdk-assemblyscript/assembly/json/scan';
import { allocate } from '@kubewarden/policy-sdk-assemblyscript/assembly/wapc/arena';

export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

const WAY_OFFSET: usize = '{"way":'.length;
const DATA_OFFSET: usize = '{"way":0,"data":'.length;

function run(payload: Slice): Slice {
  const start = payload.ptr + DATA_OFFSET;
  const len = payload.end - start;
  let end: usize = 1;
  switch (load<u8>(payload.ptr + WAY_OFFSET)) {
    case 0x31:
      end = skipBytes(start, payload.end);
      break;
    case 0x32:
      end = skipJumping(start, payload.end);
      break;
    case 0x33:
      end = skipValue(start, payload.end);
      break;
    case 0x34:
      memory.copy(allocate(len), start, len);
      break;
    case 0x35:
      copyBytes(allocate(len), start, len);
      break;
    case 0x36:
      copyByWord(allocate(len), start, len);
      break;
    default:
      allocate(len);
  }
  return end == 0 ? reject('the value does not end') : accept();
}

/** Every byte looked at on its own. */
function skipBytes(p: usize, end: usize): usize {
  let depth = 0;
  let inString = false;
  while (p < end) {
    const byte = load<u8>(p++);
    if (inString) {
      if (byte == 0x5c) p++;
      else if (byte == 0x22) inString = false;
    } else if (byte == 0x22) inString = true;
    else if ((byte | 0x20) == 0x7b) depth++;
    else if ((byte | 0x20) == 0x7d && --depth == 0) return p;
  }
  return 0;
}

/** 16 bytes a step inside strings, byte by byte outside. */
function skipJumping(p: usize, end: usize): usize {
  const quotes = i8x16.splat(0x22);
  const backslashes = i8x16.splat(0x5c);
  let depth = 0;
  while (p < end) {
    const byte = load<u8>(p++);
    if (byte == 0x22) {
      for (;;) {
        const text = v128.load(p);
        const mask = i8x16.bitmask(
          v128.or(i8x16.eq(text, quotes), i8x16.eq(text, backslashes)),
        );
        if (mask == 0) {
          p += 16;
          if (p >= end) return 0;
          continue;
        }
        p += <usize>ctz(mask);
        if (load<u8>(p) == 0x22) break;
        p += 2;
      }
      p++;
    } else if ((byte | 0x20) == 0x7b) depth++;
    else if ((byte | 0x20) == 0x7d && --depth == 0) return p;
  }
  return 0;
}

/** 16 bytes a step, one load and store. */
function copyByWord(to: usize, from: usize, len: usize): void {
  const end = from + len;
  while (from < end) {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  }
}

register(Operation.Validate, run);
