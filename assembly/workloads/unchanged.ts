// SPDX-License-Identifier: Apache-2.0
import { hash } from '@kubewarden/policy-sdk-assemblyscript/core';
import { ImageField } from './field';
import { PodSpec } from './pod-spec';
import { linkTo } from './tree';

/**
 * Marks the fields that an update leaves as they are: the same image under the
 * same name in the same list of the object before. Fields without a name, and
 * names that differ, count as changed.
 *
 * @returns whether any field is changed
 */
export function markUnchanged(now: PodSpec, before: PodSpec): bool {
  const root = changetype<usize>(before) + offsetof<PodSpec>('root');
  visit(before, root, true);
  return visit(now, root, false);
}

/** Files the fields of the object before, or marks those of the object now. */
function visit(spec: PodSpec, root: usize, files: bool): bool {
  let changed = false;
  let rest = spec.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    const name = field.name;
    const image = field.image;
    if (name != null && image != null) {
      const path = hash(image, hash(name, field.list));
      const link = linkTo(root, field, path, true);
      const known = link != 0 && load<usize>(link) != 0;
      if (!files) field.changed = !known;
      else if (link != 0 && !known) store<ImageField>(link, field);
    }
    changed = changed || field.changed;
  }
  return changed;
}
