// SPDX-License-Identifier: Apache-2.0
import {
  Cursor,
  Kind,
  Slice,
  Writer,
} from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { Report } from './report';

/** No list is longer, so no bigger number makes sense. */
const MOST_MATCHES: i32 = 10000;

/**
 * Reports what a value should have been and passes over it. Of what is no
 * JSON the caller reports just that.
 */
export function refuse(cursor: Cursor, report: Report, text: Slice): void {
  const at = cursor.position;
  if (cursor.skip()) report.problem(at, text);
}

/** Enters a list; false, and a problem, for all else. */
export function enterList(cursor: Cursor, report: Report): bool {
  if (cursor.kind == Kind.Array) return cursor.enterArray();
  refuse(cursor, report, ascii('must be a list'));
  return false;
}

/** Enters an object; false, and a problem, for all else. */
export function enterObject(cursor: Cursor, report: Report): bool {
  if (cursor.kind == Kind.Object) return cursor.enterObject();
  refuse(cursor, report, ascii('must be an object'));
  return false;
}

/** Reads a string that is not empty; null, and a problem, for all else. */
export function readText(cursor: Cursor, report: Report): Slice | null {
  const at = cursor.position;
  if (!cursor.atString) {
    refuse(cursor, report, ascii('must be a string'));
    return null;
  }
  const text = cursor.readString();
  if (text == null) {
    report.problem(at, ascii('is no valid JSON string'));
    return null;
  }
  if (text.len == 0) {
    report.problem(at, ascii('must not be empty'));
    return null;
  }
  return text;
}

/** Reads `true` or `false`; `fallback`, and a problem, for all else. */
export function readFlag(cursor: Cursor, report: Report, fallback: bool): bool {
  if (cursor.kind == Kind.Boolean) {
    const value = cursor.readBoolean();
    if (value >= 0) return value == 1;
  }
  refuse(cursor, report, ascii('must be true or false'));
  return fallback;
}

/** Reads a count of signers from 1 on; 0, and a problem, for all else. */
export function readMinimum(cursor: Cursor, report: Report): i32 {
  const start = cursor.position;
  if (cursor.kind == Kind.Number && cursor.skip()) {
    let value: i32 = 0;
    let p = start;
    while (p < cursor.position && value < MOST_MATCHES) {
      const digit = <u32>load<u8>(p) - 0x30;
      if (digit > 9) break;
      value = value * 10 + digit;
      p++;
    }
    if (p == cursor.position && value > 0) return value;
  } else {
    cursor.skip();
  }
  report.problem(start, ascii('must be a whole number from 1 on'));
  return 0;
}

/**
 * Reads one of two or three words; the number of the word, or 0, the first,
 * and a problem. `third` may be null.
 */
export function readChoice(
  cursor: Cursor,
  report: Report,
  first: Slice,
  second: Slice,
  third: Slice | null,
): i32 {
  const at = cursor.position;
  const word = readText(cursor, report);
  if (word == null) return 0;
  if (word.equals(first)) return 0;
  if (word.equals(second)) return 1;
  if (third != null && word.equals(third)) return 2;
  const text = new Writer(64).literal('must be ').slices(first);
  if (third != null)
    text.literal(', ').slices(second).literal(' or ').slices(third);
  else text.literal(' or ').slices(second);
  report.problem(at, text.slice());
  return 0;
}
