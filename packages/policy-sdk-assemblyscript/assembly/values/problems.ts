// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { Kind } from '../json/kind';
import { appendKey, pathAt } from '../json/path';
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
  return new Failure(code, pathAt(value.document, place), Slice.of(message));
}

/** An object has no member of that key. */
export function missingAt(object: Value, key: Slice): Failure {
  const path = new Writer(64).slices(pathAt(object.document, object.start));
  appendKey(path, key);
  return new Failure(FailureCode.Missing, path.slice(), Slice.of('missing'));
}

/** The value is not what was expected. */
export function wrongTypeAt(value: Value, expected: string): Failure {
  const message = new Writer(64)
    .literal('expected ')
    .literal(expected)
    .literal(', got ')
    .literal(nameOf(value));
  return new Failure(
    FailureCode.WrongType,
    pathAt(value.document, value.start),
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
