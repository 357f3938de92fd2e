// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  decimal,
  EMPTY,
  equalBytes,
  fill,
  nameAt,
  nameList,
  Slice,
  zeroes,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { missing } from '../faults';

/** The lists of a pod spec that name images. */
export const enum List {
  None,
  Containers,
  InitContainers,
  EphemeralContainers,
  Volumes,
}

/** One image string of an object, whatever number of fields name it. */
@final
@unmanaged
export class Image {
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

  text: Slice;
  /** The first field that names it. */
  field: ImageField;

  static of(text: Slice, field: ImageField): Image {
    const image = changetype<Image>(zeroes(offsetof<Image>()));
    image.text = text;
    image.field = field;
    return image;
  }
}

/** One place of a pod spec that names an image. */
@final
@unmanaged
export class ImageField {
  next: ImageField | null;
  /** What is wrong with it; null when it has an image or none at all. */
  fault: Slice | null;
  /** The name of the container or volume, null without one. */
  name: Slice | null;
  /** The image, escapes decoded; null without one that can be used. */
  image: Slice | null;
  /** Address of the closing quote of the image's string. */
  closingQuote: usize;
  /** Whether the object before the update had another image here, or none. */
  changed: bool;
  /** What became of the image; null while it has none. */
  verified: Image | null;

  /** The path of the pod spec it is in. */
  spec: Slice;
  /** The list it is in, and its place there. */
  list: List;
  index: i32;

  static at(spec: Slice, list: List, index: i32): ImageField {
    const field = changetype<ImageField>(zeroes(offsetof<ImageField>()));
    field.changed = true;
    field.spec = spec;
    field.list = list;
    field.index = index;
    return field;
  }

  /** Where the field stands, `containers[0]` in the usual pod spec. */
  get place(): Slice {
    const spec = this.spec;
    const usual = ascii('spec.jobTemplate.spec.template.spec');
    const len = spec.len;
    const end = usual.end - <usize>min(len, usual.len);
    const isUsual = equalBytes(end, len, spec.ptr, len);
    return fill('{%1.}%2', isUsual ? EMPTY : spec, this.element);
  }

  /** The field's path, `spec.containers[0].image`. */
  get path(): Slice {
    const behind =
      this.list == List.Volumes ? ascii('image.reference') : ascii('image');
    return fill('%1.%2', this.spec, fill('%1.%2', this.element, behind));
  }

  private get element(): Slice {
    const list = nameAt(listNames(), this.list);
    return fill('%1[%2]', list, decimal(this.index));
  }
}

/** The keys of {@link List} in the pod spec. */
export function listNames(): usize {
  return nameList('containers|initContainers|ephemeralContainers|volumes');
}

/** What to say of a fault behind the field's path. */
export function faultText(fault: Slice | null): Slice {
  return fault == null ? missing() : fault;
}
