// SPDX-License-Identifier: Apache-2.0
import {
  LONGEST_NAME_BYTES,
  editDistance,
} from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/edit-distance';
import { Key, keyName } from './keys';

/**
 * The key nearest to a misspelt one, by edit distance of at most 3, among those
 * whose bits are set in `allowed`.
 */
export function nearestKey(ptr: usize, len: i32, allowed: u32): Key {
  if (len > LONGEST_NAME_BYTES) return Key.Unknown;
  let nearest = Key.Unknown;
  let least = 4;
  for (let key: Key = 1; key <= Key.Path; key++) {
    if ((allowed & (1 << (<u32>key))) == 0) continue;
    const name = keyName(key);
    const distance = editDistance(ptr, len, name.ptr, name.len);
    if (distance < least) {
      least = distance;
      nearest = key;
    }
  }
  return nearest;
}
