// SPDX-License-Identifier: Apache-2.0
import { LONGEST_NAME_BYTES, editDistance } from '../bytes/edit-distance';
import { Slice } from '../bytes/slice';

/** More slips than this make another word. */
const MOST_SLIPS = 3;

/**
 * The name nearest to a misspelt key: at most three slips away, and less than
 * half of the longer one. Empty when there is none.
 */
export function nearestName(key: Slice, names: string[]): string {
  let nearest = '';
  let least = MOST_SLIPS + 1;
  if (key.len > LONGEST_NAME_BYTES) return nearest;
  for (let i = 0; i < names.length; i++) {
    const name = Slice.of(names[i]);
    if (name.len > LONGEST_NAME_BYTES) continue;
    const slips = editDistance(key.ptr, key.len, name.ptr, name.len);
    if (slips >= least || 2 * slips >= max(key.len, name.len)) continue;
    least = slips;
    nearest = names[i];
  }
  return nearest;
}
