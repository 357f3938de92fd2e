// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  Kind,
  Operation,
  Slice,
  Writer,
  register,
} from '@kubewarden/policy-sdk-assemblyscript';
import { numberEnd } from '@kubewarden/policy-sdk-assemblyscript/assembly/json/number';
export { __guest_call } from '@kubewarden/policy-sdk-assemblyscript';

const MAX_DEPTH = 200;

register(Operation.Validate, echo);

/** Reads a document value by value and writes it anew; `!` if it is none. */
function echo(payload: Slice): Slice {
  const cursor = Cursor.over(payload);
  const json = new Writer(64);
  if (!copy(cursor, json, 0) || !cursor.finish())
    return new Writer(1).byte(0x21).slice();
  return json.slice();
}

function copy(cursor: Cursor, to: Writer, depth: i32): bool {
  if (depth > MAX_DEPTH) return false;
  const kind = cursor.kind;
  if (kind == Kind.Object) return copyObject(cursor, to, depth);
  if (kind == Kind.Array) return copyArray(cursor, to, depth);
  if (kind == Kind.String) {
    const text = cursor.readString();
    if (text == null) return false;
    to.string(text.ptr, text.len);
    return true;
  }
  if (kind == Kind.Number) {
    const text = cursor.readRaw();
    if (text == null || numberEnd(text.ptr, text.end) != text.end) return false;
    to.slices(text);
    return true;
  }
  if (kind == Kind.Boolean) {
    const read = cursor.readBoolean();
    if (read >= 0) to.boolean(read == 1);
    return read >= 0;
  }
  if (kind != Kind.Null || !cursor.readNull()) return false;
  to.literal('null');
  return true;
}

function copyObject(cursor: Cursor, to: Writer, depth: i32): bool {
  cursor.enterObject();
  to.byte(0x7b);
  for (let i = 0; cursor.nextMember(); i++) {
    if (i > 0) to.byte(0x2c);
    to.string(cursor.key, cursor.keyLen).byte(0x3a);
    if (!copy(cursor, to, depth + 1)) return false;
  }
  to.byte(0x7d);
  return !cursor.failed;
}

function copyArray(cursor: Cursor, to: Writer, depth: i32): bool {
  cursor.enterArray();
  to.byte(0x5b);
  for (let i = 0; cursor.nextElement(); i++) {
    if (i > 0) to.byte(0x2c);
    if (!copy(cursor, to, depth + 1)) return false;
  }
  to.byte(0x5d);
  return !cursor.failed;
}
