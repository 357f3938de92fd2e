// SPDX-License-Identifier: Apache-2.0
import { Slice } from '@kubewarden/policy-sdk-assemblyscript';
import { Buckets, LONGEST_CHAIN, hash } from './buckets';
import { ImageField } from './field';
import { PodSpec } from './pod-spec';

/** One image string of an object, whatever number of fields name it. */
@final
@unmanaged
export class Image {
  next: Image | null = null;
  /** Fields that name it. */
  fields: i32 = 0;
  /** Whether one of these fields is new or changed. */
  changed: bool = false;
  /** The digest all verifications agreed on; null before the first. */
  digest: Slice | null = null;
  /**
   * What pins the image: an at sign and its digest, or nothing when it has one
   * already. Null when it was not verified.
   */
  pin: Slice | null = null;

  constructor(
    public text: Slice,
    /** The first field that names it. */
    public field: ImageField,
    /** The next image of the same hash bucket. */
    private chain: Image | null,
  ) {}

  /**
   * The image of this text in the chain that starts here, or null. One beyond
   * the start of a long chain is taken for another and verified anew.
   */
  static find(chain: Image | null, text: Slice): Image | null {
    let image = chain;
    for (let left = LONGEST_CHAIN; image != null && left > 0; left--) {
      if (image.text.equals(text)) return image;
      image = image.chain;
    }
    return null;
  }
}

/**
 * The distinct images of a pod spec in the order they first appear. Each of
 * its sound fields gets its image.
 */
export function distinctImages(spec: PodSpec): Image | null {
  const buckets = new Buckets(spec.count);
  let first: Image | null = null;
  let last: Image | null = null;
  let rest = spec.first;
  while (rest != null) {
    const field = rest;
    rest = rest.next;
    const text = field.image;
    if (text == null) continue;
    const bucket = buckets.at(hash(text, 0));
    const chain = load<Image | null>(bucket);
    let image = Image.find(chain, text);
    if (image == null) {
      image = new Image(text, field, chain);
      store<Image>(bucket, image);
      if (last == null) first = image;
      else last.next = image;
      last = image;
    }
    image.fields++;
    image.changed = image.changed || field.changed;
    field.verified = image;
  }
  return first;
}
