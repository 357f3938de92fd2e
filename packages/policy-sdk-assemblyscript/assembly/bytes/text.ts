// SPDX-License-Identifier: Apache-2.0
import { EMPTY, Slice } from './slice';

/**
 * The UTF-8 bytes of a text that the caller has either as a string or as a
 * slice already. Half surrogate pairs become U+FFFD.
 */
export function utf8<T>(text: T): Slice {
  if (isString<T>()) return Slice.of(changetype<string>(text));
  if (isReference<T>()) if (text instanceof Slice) return text;
  // Reached, and then a compile error, for any other type only.
  ERROR('a text must be a string or a Slice; a Failure has describe()');
  return EMPTY;
}
