// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { skipString } from '../json/scan';
import { decodeString } from '../json/string';
import { Failure, FailureCode } from './failure';
import { Value } from './value';

/** The most digits of an index. */
const INDEX_DIGITS: usize = 9;

/** The value at a path below `from`; see `Value.get`. */
export function step(from: Value, path: Slice): Value {
  let value = from;
  let p = path.ptr;
  while (p < path.end) {
    if (load<u8>(p) == 0x5b) {
      const close = closingBracket(p + 1, path.end);
      if (close == 0) return badPath(from, path);
      value = bracketed(value, p + 1, close, path);
      p = close + 1;
      continue;
    }
    if (load<u8>(p) == 0x2e && p > path.ptr) p++;
    const start = p;
    while (p < path.end && load<u8>(p) != 0x2e && load<u8>(p) != 0x5b) p++;
    if (p == start) return badPath(from, path);
    value = value.memberOf(new Slice(start, <i32>(p - start)));
  }
  return value;
}

/** The closing bracket of `[..]`, whose inside begins at `p`; 0 if none. */
function closingBracket(p: usize, end: usize): usize {
  if (p < end && load<u8>(p) == 0x22) p = skipString(p, end);
  if (p == 0) return 0;
  while (p < end && load<u8>(p) != 0x5d) p++;
  return p < end ? p : 0;
}

function bracketed(value: Value, p: usize, end: usize, path: Slice): Value {
  if (end > p + 1 && load<u8>(p) == 0x22 && load<u8>(end - 1) == 0x22) {
    const key = decodeString(p + 1, end - 1);
    return key == null ? badPath(value, path) : value.memberOf(key);
  }
  let index = 0;
  const start = p;
  for (; p < end && <u32>(load<u8>(p) - 0x30) < 10; p++)
    index = index * 10 + <i32>(load<u8>(p) - 0x30);
  if (p != end || p == start || p - start > INDEX_DIGITS)
    return badPath(value, path);
  return value.at(index);
}

function badPath(value: Value, path: Slice): Value {
  return new Value(
    value.document,
    0,
    new Failure(FailureCode.NotAllowed, path, Slice.of('malformed path')),
  );
}
