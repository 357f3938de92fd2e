// SPDX-License-Identifier: Apache-2.0
import { Slice } from './slice';

/**
 * The UTF-8 bytes of a text that the caller has either as a string or as a
 * slice already. Half surrogate pairs become U+FFFD.
 */
export function utf8<T>(text: T): Slice {
  if (isString<T>()) return Slice.of(changetype<string>(text));
  return changetype<Slice>(text);
}
