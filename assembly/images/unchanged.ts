// SPDX-License-Identifier: Apache-2.0
import { Buckets, findField, hash } from './buckets';
import { ImageField } from './field';
import { PodSpec } from './pod-spec';

/**
 * Marks the fields that an update leaves as they are: the same image under the
 * same name in the same list of the object before. Fields without a name, and
 * names that differ, count as changed.
 *
 * @returns whether any field is changed
 */
export function markUnchanged(now: PodSpec, before: PodSpec): bool {
  const buckets = new Buckets(before.count);
  visit(before, buckets, true);
  return visit(now, buckets, false);
}

/** Files the fields of the object before, or marks those of the object now. */
function visit(spec: PodSpec, buckets: Buckets, files: bool): bool {
  let changed = false;
  let rest = spec.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    const name = field.name;
    const image = field.image;
    if (name != null && image != null) {
      const bucket = buckets.at(hash(image, hash(name, field.list)));
      const chain = load<ImageField | null>(bucket);
      if (files) {
        field.chain = chain;
        store<ImageField>(bucket, field);
      } else {
        field.changed = findField(chain, field, true) == null;
      }
    }
    changed = changed || field.changed;
  }
  return changed;
}
