// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { Failure, FailureCode } from './failure';
import { PathReader } from './path-reader';
import { Value } from './value';

/** The value at a path below `from`; see `Value.get`. */
export function step(from: Value, path: Slice): Value {
  const reader = new PathReader(path);
  let value = from;
  while (reader.next()) value = child(value, reader);
  if (!reader.failed) return value;
  return new Value(from.document, 0, malformedPath(path));
}

/** The value one step below. */
export function child(value: Value, reader: PathReader): Value {
  const key = reader.key;
  return key == null ? value.at(reader.index) : value.memberOf(key);
}

/** The failure of a path that is none. */
export function malformedPath(path: Slice): Failure {
  return new Failure(FailureCode.NotAllowed, path, Slice.of('malformed path'));
}
