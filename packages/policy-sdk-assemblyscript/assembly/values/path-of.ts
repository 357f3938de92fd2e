// SPDX-License-Identifier: Apache-2.0
import { Slice } from '../bytes/slice';
import { appendKey } from '../json/path';
import { Writer } from '../json/writer';

/**
 * The path of these keys, whatever is in them:
 * `pathOf(['metadata', 'labels', name])` where `name` may have dots, slashes
 * and quotes.
 */
export function pathOf(keys: string[]): string {
  const path = new Writer(64);
  for (let i = 0; i < keys.length; i++) appendKey(path, Slice.of(keys[i]));
  return path.slice().toString();
}
