// SPDX-License-Identifier: Apache-2.0
import { ByteMap } from '@kubewarden/policy-sdk-assemblyscript/core';
import { PodSpec } from './pod-spec';

/**
 * Marks the fields that an update leaves as they are: the same image under the
 * same name in the same list of the object before. Fields without a name, and
 * names that differ, count as changed.
 *
 * @returns whether any field is changed
 */
export function markUnchanged(now: PodSpec, before: PodSpec): bool {
  const known = listsByImage(before);
  let changed = false;
  let rest = now.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    const name = field.name;
    const image = field.image;
    if (name != null && image != null) {
      const entry = known.find(name, image);
      field.changed = entry == null || ((entry.value >> field.list) & 1) == 0;
    }
    changed = changed || field.changed;
  }
  return changed;
}

/** For each name and image the lists that have them, a bit each. */
function listsByImage(spec: PodSpec): ByteMap {
  const known = new ByteMap();
  let rest = spec.first;
  while (rest != null) {
    const name = rest.name;
    const image = rest.image;
    if (name != null && image != null)
      known.entry(name, image).value |= 1 << rest.list;
    rest = rest.next;
  }
  return known;
}
