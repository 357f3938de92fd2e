// SPDX-License-Identifier: Apache-2.0
import { hash, Slice } from '@kubewarden/policy-sdk-assemblyscript/core';
import { zeroed } from '../zeroed';
import { Image, ImageField } from './field';
import { PodSpec } from './pod-spec';
import { linkTo } from './tree';

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
