// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  findName,
  nameAt,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { wholeNumber } from '../characters';
import { Reader } from './reader';

/** No list is longer, so no bigger number makes sense. */
const MOST_MATCHES: i64 = 99999;

/**
 * Reports what a value should have been and passes over it. Of what is no
 * JSON the caller reports just that.
 */
function refuse(reader: Reader, text: Slice): void {
  const at = reader.position;
  if (reader.skip()) reader.problem(at, text);
}

/** Enters a list; false, and a problem, for all else. */
export function enterList(reader: Reader): bool {
  if (reader.tryArray()) return true;
  refuse(reader, ascii('must be a list'));
  return false;
}

/** Enters an object; false, and a problem, for all else. */
export function enterObject(reader: Reader): bool {
  if (reader.tryObject()) return true;
  refuse(reader, ascii('must be an object'));
  return false;
}

/** Reads a string that is not empty; null, and a problem, for all else. */
export function readText(reader: Reader): Slice | null {
  reader.textAt = reader.position;
  if (!reader.atString) {
    refuse(reader, ascii('must be a string'));
    return null;
  }
  const text = reader.readString();
  if (text == null) reader.reportText(ascii('is not a valid JSON string'));
  else if (text.len == 0) reader.reportText(ascii('must not be empty'));
  else return text;
  return null;
}

/** Reads `true` or `false`; true, and a problem, for all else. */
export function readFlag(reader: Reader): bool {
  const first = load<u8>(reader.position);
  if (first == CharCode.t || first == CharCode.f)
    return reader.readBoolean() == 1;
  refuse(reader, ascii('must be true or false'));
  return true;
}

/** Reads a count of signers from 1 on; 0, and a problem, for all else. */
export function readMinimum(reader: Reader): i32 {
  const start = reader.position;
  reader.skip();
  const value = wholeNumber(start, reader.position);
  if (value > 0 && value <= MOST_MATCHES) return <i32>value;
  reader.problem(start, ascii('must be a whole number from 1 on'));
  return 0;
}

/**
 * Reads one name of a list: how many stand before it; 0, and a problem, for all
 * else.
 */
export function readChoice(reader: Reader, names: usize): i32 {
  const text = readText(reader);
  if (text == null) return 0;
  const choice = findName(names, text.ptr, text.len);
  if (choice > 0) return choice - 1;
  reader.reportText(mustBeOneOf(names));
  return 0;
}

/** A text such as `must be all, podsOnly or none`. */
function mustBeOneOf(names: usize): Slice {
  const message = new Writer(32).literal('must be ').slices(nameAt(names, 1));
  let next = nameAt(names, 2);
  for (let n = 3; next.len > 0; n++) {
    const name = next;
    next = nameAt(names, n);
    message.slices(next.len > 0 ? ascii(', ') : ascii(' or ')).slices(name);
  }
  return message.slice();
}
