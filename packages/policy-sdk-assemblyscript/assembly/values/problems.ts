// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { Kind } from '../json/kind';
import { Writer } from '../json/writer';
import { Failure, FailureCode } from './failure';
import { Value } from './value';

/** A failure at an address of the value's document; `message` is ASCII. */
export function failureAt(
  value: Value,
  place: usize,
  code: FailureCode,
  message: string,
): Failure {
  return Failure.at(code, value.document, place, null, Slice.of(message));
}

/** An object has no member of that key. */
export function missingAt(object: Value, key: Slice): Failure {
  return Failure.at(
    FailureCode.Missing,
    object.document,
    object.start,
    key,
    Slice.of('missing'),
  );
}

/** The value is not what was expected. */
export function wrongTypeAt(value: Value, expected: string): Failure {
  const message = new Writer(64)
    .literal('expected ')
    .literal(expected)
    .literal(', got ')
    .literal(nameOf(value));
  return Failure.at(
    FailureCode.WrongType,
    value.document,
    value.start,
    null,
    message.slice(),
  );
}

function nameOf(value: Value): string {
  const kind = value.kind;
  if (kind == Kind.Null) return 'null';
  if (kind == Kind.Boolean) return 'a boolean';
  if (kind == Kind.Number) return 'a number';
  if (kind == Kind.String) return 'a string';
  if (kind == Kind.Array) return 'an array';
  if (kind == Kind.Object) return 'an object';
  return 'malformed JSON';
}
