// SPDX-License-Identifier: Apache-2.0
import {
  ByteMap,
  EMPTY,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { PodSpec } from './pod-spec';

/**
 * Marks the fields that an update leaves as they are: the same image under the
 * same name in the same list of the same pod spec before. Fields without a
 * name, and names that differ, count as changed.
 *
 * @returns whether any field is changed
 */
export function markUnchanged(now: PodSpec, before: PodSpec): bool {
  const known = new ByteMap();
  visit(before, known, true);
  return visit(now, known, false);
}

/** Files the fields of the object before, or marks those of the object now. */
function visit(spec: PodSpec, known: ByteMap, files: bool): bool {
  let changed = false;
  let rest = spec.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    const name = field.name;
    const image = field.image;
    if (name != null && image != null) {
      const list = 1 << field.list;
      const entry = listsOf(known, field.spec).entry(name, image);
      if (files) entry.value |= list;
      else field.changed = (entry.value & list) == 0;
    }
    if (field.changed) changed = true;
  }
  return changed;
}

/** For each name and image of a pod spec the lists that have them, a bit each. */
function listsOf(known: ByteMap, spec: Slice): ByteMap {
  const entry = known.entry(spec, EMPTY);
  if (entry.value == 0) entry.value = changetype<usize>(new ByteMap());
  return changetype<ByteMap>(entry.value);
}
