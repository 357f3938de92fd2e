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
  let rest = before.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    const bucket = bucketOf(buckets, field);
    if (bucket == 0) continue;
    field.chain = load<ImageField | null>(bucket);
    store<ImageField>(bucket, field);
  }
  let changed = false;
  rest = now.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    const bucket = bucketOf(buckets, field);
    if (bucket != 0)
      field.changed =
        findField(load<ImageField | null>(bucket), field, true) == null;
    changed = changed || field.changed;
  }
  return changed;
}

/** The bucket of a field by name and image; 0 when it lacks either. */
function bucketOf(buckets: Buckets, field: ImageField): usize {
  const name = field.name;
  const image = field.image;
  if (name == null || image == null) return 0;
  return buckets.at(hash(image, hash(name, field.list)));
}
