// SPDX-License-Identifier: Apache-2.0

// Optional entry point for authors who prefer decorated classes:
//
//     import { decode } from '@kubewarden/policy-sdk-assemblyscript/assembly/json-as';
//     @json class Settings { limit: i64 = 3; }
//     const settings = decode<Settings>(payload.settings);
//
// Build with `--transform json-as` and JSON_STRICT=true in the environment;
// anything else does not compile. What json-as 1.6 does without saying so even
// in strict mode, and what becomes of it here:
//
// - an integer that does not fit into its field wraps (99999999999 becomes
//   1215752191 in an i32), and a fraction or exponent in an integer field
//   gives a number out of nothing (1.5 becomes 85): `Numbers` says which
//   numbers a document may have, and others are refused. Fields narrower than
//   that still wrap: declare i32 or i64 and check the range;
// - of keys that stand twice the last one wins: refused here;
// - missing keys keep the field's default.
//
// Wrong types, unknown keys and broken JSON end the call with a trap, which
// rejects the request, but without a message.
import { JSON } from 'json-as';
import { Slice } from './bytes/slice';
import { Kind } from './json/kind';
import { Failure, FailureCode } from './values/failure';
import { failureAt } from './values/problems';
import { Result } from './values/result';
import { Value } from './values/value';

/** Which numbers a document may have, whatever field they are for. */
export const enum Numbers {
  /** Integers of 32 bits with sign: classes with i32 fields. */
  Int32,
  /** Integers of 64 bits with sign: classes with i64 fields only. */
  Int64,
  /** Any: classes with f64 fields only. */
  Any,
}

/** Deepest nesting of a document that is decoded. */
const MAX_DEPTH = 64;

/** The value as an object of a class decorated with `@json`. */
export function decode<T>(
  value: Value,
  numbers: Numbers = Numbers.Int32,
): Result<T> {
  if (!JSON_STRICT) ERROR('set JSON_STRICT=true when compiling with json-as');
  const bytes = value.raw();
  if (!bytes.ok) return Result.failed<T>(bytes.failure);
  const problem = findTrap(value, numbers, 0);
  if (problem != null) return Result.failed<T>(problem);
  return Result.of<T>(JSON.parse<T>(bytes.value.toString()));
}

/** An object of a decorated class as JSON, for `Response.mutate`. */
export function encode<T>(object: T): Slice {
  return Slice.of(JSON.stringify<T>(object));
}

/** The first thing that json-as would take for something else. */
function findTrap(value: Value, numbers: Numbers, depth: i32): Failure | null {
  const kind = value.kind;
  if (kind == Kind.Number && numbers != Numbers.Any) {
    const integer = value.integer();
    if (!integer.ok) return integer.failure;
    if (numbers == Numbers.Int32 && <i64>(<i32>integer.value) != integer.value)
      return failureAt(
        value,
        value.start,
        FailureCode.NotAllowed,
        'expected a 32-bit integer, got a number',
      );
  }
  if (kind != Kind.Object && kind != Kind.Array) return null;
  if (depth == MAX_DEPTH)
    return failureAt(
      value,
      value.start,
      FailureCode.NotAllowed,
      'is nested too deeply',
    );
  if (kind == Kind.Array) {
    const elements = value.elements();
    while (elements.next()) {
      const problem = findTrap(elements.value, numbers, depth + 1);
      if (problem != null) return problem;
    }
    return elements.failure;
  }
  const keys = new Set<string>();
  const members = value.members();
  while (members.next()) {
    const key = members.key.toString();
    if (keys.has(key))
      return failureAt(
        value,
        members.value.start,
        FailureCode.Duplicate,
        'duplicate key',
      );
    keys.add(key);
    const problem = findTrap(members.value, numbers, depth + 1);
    if (problem != null) return problem;
  }
  return members.failure;
}
