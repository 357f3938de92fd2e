// SPDX-License-Identifier: Apache-2.0
import { hash, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { zeroed } from '../zeroed';
import { ImageField } from './field';
import { PodSpec } from './pod-spec';
import { linkTo } from './tree';

/** One image string of an object, whatever number of fields name it. */
@final
@unmanaged
export class Image {
  text: Slice;
  /** The first field that names it. */
  field: ImageField;
  next: Image | null;
  /** Fields that name it. */
  fields: i32;
  /** Whether one of these fields is new or changed. */
  changed: bool;
  /** The digest all verifications agreed on; null before the first. */
  digest: Slice | null;
  /**
   * What pins the image: an at sign and its digest, or nothing when it has one
   * already. Null when it was not verified.
   */
  pin: Slice | null;
}

/**
 * The distinct images of a pod spec in the order they first appear. Each of
 * its sound fields gets its image.
 */
export function distinctImages(spec: PodSpec): Image | null {
  const root = changetype<usize>(spec) + offsetof<PodSpec>('root');
  let first: Image | null = null;
  let last: Image | null = null;
  let rest = spec.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    const text = field.image;
    if (text == null) continue;
    const link = linkTo(root, field, spec.count > 1 ? hash(text, 0) : 0, false);
    let image: Image | null = null;
    // Images that are not found are verified once more, and pinned all the same.
    if (link != 0) {
      const same = load<ImageField | null>(link);
      if (same == null) store<ImageField>(link, field);
      else image = same.verified;
    }
    if (image == null) {
      image = zeroed<Image>();
      image.text = text;
      image.field = field;
      if (last == null) first = image;
      else last.next = image;
      last = image;
    }
    image.fields++;
    if (field.changed) image.changed = true;
    field.verified = image;
  }
  return first;
}
