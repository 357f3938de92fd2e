// SPDX-License-Identifier: Apache-2.0
import { ByteMap, EMPTY } from '@kubewarden/policy-sdk-assemblyscript/core';
import { Image } from './field';
import { PodSpec } from './pod-spec';

/**
 * Finds the distinct images of a pod spec, in the order they first appear. Each
 * of its sound fields gets its image.
 */
export function findImages(spec: PodSpec): void {
  const known = new ByteMap();
  let last: Image | null = null;
  let rest = spec.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    const text = field.image;
    if (text == null) continue;
    const entry = known.entry(text, EMPTY);
    let image = changetype<Image | null>(entry.value);
    if (image == null) {
      image = Image.of(text, field);
      entry.value = changetype<usize>(image);
      if (last == null) spec.images = image;
      else last.next = image;
      last = image;
    }
    image.fields++;
    if (field.changed) image.changed = true;
    field.verified = image;
  }
}
