// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  Cursor,
  fill,
  findName,
  nameAt,
  Slice,
  zeroes,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { givenTwice, missing, notAString } from '../faults';
import { Image, ImageField, List, listNames } from './field';
import { Place } from './place';

/** Lengths of the lists' names. */
const LIST_LENGTHS: u32 = (1 << 7) | (1 << 10) | (1 << 14) | (1 << 19);
/** Lengths of `name` and `image`. */
const NAME_LENGTHS: u32 = (1 << 4) | (1 << 5);

/**
 * What was found in an object: its image fields, or why it has none. Objects
 * of some kinds have several pod specs.
 */
@final
@unmanaged
export class PodSpec {
  /** The path of the pod spec that is read. */
  private path: Slice;
  first: ImageField | null;
  private last: ImageField | null;
  count: i32;
  /** The distinct images of the fields, once they were looked for. */
  images: Image | null;
  /** Why the object cannot be understood; null when it can. */
  problem: Slice | null;
  /** Whether the object is being deleted. */
  isTerminating: bool;
  /**
   * Whether the object names a controller, which made it and compares it with
   * what it would make: it fights every rewrite.
   */
  hasController: bool;
  /** The object's member that the path begins with, mostly `spec`. */
  body: Slice | null;

  /** Where the walk to it is in the object. */
  place: Place;
  /** Whether the path may lead to nothing. */
  optional: bool;

  static at(place: Place, optional: bool): PodSpec {
    const spec = changetype<PodSpec>(zeroes(offsetof<PodSpec>()));
    spec.place = place;
    spec.optional = optional;
    return spec;
  }

  /**
   * Notes what is wrong with the value that the path leads to up to the dot
   * before `segment`.
   */
  refuse(segment: usize, text: Slice): void {
    this.note(this.place.upTo(segment), text);
  }

  /** Notes what is wrong with a list of the pod spec. */
  refuseList(list: List, text: Slice): void {
    const name = nameAt(listNames(), list);
    this.note(fill('%1.%2', this.path, name), text);
  }

  private note(place: Slice, text: Slice): void {
    if (this.problem != null) return;
    const at = place.len == 0 ? ascii('object') : place;
    this.problem = fill('%1 %2', at, text);
  }

  /** Begins a pod spec, which stands where the path ends, behind `stars` stars. */
  enter(stars: i32): void {
    const path = this.place.path;
    this.path = stars == 0 ? path : this.place.upTo(path.end + 1);
  }

  /** Appends a field of the given list. */
  add(list: List, index: i32): ImageField {
    const field = ImageField.at(this.path, list, index);
    const last = this.last;
    if (last == null) this.first = field;
    else last.next = field;
    this.last = field;
    this.count++;
    return field;
  }
}

/**
 * Reads the pod spec at the cursor: the image of every container of the three
 * lists and of every image volume, in document order.
 */
export function readPodSpec(cursor: Cursor, spec: PodSpec): void {
  const names = listNames();
  let seen = 0;
  while (cursor.nextMemberOf(LIST_LENGTHS)) {
    const list = findName(names, cursor.key, cursor.keyLen);
    if (list == List.None) {
      cursor.skip();
      continue;
    }
    if (seen & (1 << list)) spec.refuseList(list, givenTwice());
    // To Kubernetes a null list is no list.
    if (cursor.readNull()) continue;
    seen |= 1 << list;
    if (cursor.tryArray()) {
      for (let index = 0; cursor.nextElement(); index++)
        readElement(cursor, spec, list, index);
    } else {
      spec.refuseList(list, ascii('is not a list'));
      cursor.skip();
    }
  }
  if ((seen & (1 << List.Containers)) == 0)
    spec.refuseList(List.Containers, missing());
}

/**
 * Reads a container or volume. A volume has an image field only when its
 * source is an image.
 */
function readElement(
  cursor: Cursor,
  spec: PodSpec,
  list: List,
  index: i32,
): void {
  const inVolume = list == List.Volumes;
  let field: ImageField | null = null;
  if (!inVolume) field = spec.add(list, index);
  if (!cursor.tryObject()) {
    if (field != null) return reportAt(cursor, field, notInAnObject());
    spec.refuseList(list, ascii('has an element that is not an object'));
    cursor.skip();
    return;
  }
  let name: Slice | null = null;
  while (cursor.nextMemberOf(NAME_LENGTHS)) {
    if (cursor.keyIs('name') && cursor.atString) {
      name = cursor.readString();
    } else if (!cursor.keyIs('image')) {
      cursor.skip();
    } else if (inVolume && cursor.readNull()) {
      continue; // to Kubernetes a null source is none
    } else if (field == null) {
      field = spec.add(list, index);
      readSource(cursor, field);
    } else if (inVolume) {
      reportAt(cursor, field, givenTwice());
    } else {
      readImage(cursor, field);
    }
  }
  if (field != null) field.name = name;
}

function readSource(cursor: Cursor, field: ImageField): void {
  if (!cursor.tryObject()) return reportAt(cursor, field, notInAnObject());
  while (cursor.nextMember()) {
    if (cursor.keyIs('reference')) readImage(cursor, field);
    else cursor.skip();
  }
}

function readImage(cursor: Cursor, field: ImageField): void {
  if (field.image != null || field.fault != null)
    return reportAt(cursor, field, givenTwice());
  if (!cursor.atString) return reportAt(cursor, field, notAString());
  const image = cursor.readString();
  if (image == null) return;
  if (image.len > 0) field.image = image;
  else field.fault = ascii('is empty');
  field.closingQuote = cursor.position - 1;
}

function notInAnObject(): Slice {
  return ascii('is not in an object');
}

/** Notes what is wrong with the value at the cursor, and passes over it. */
function reportAt(cursor: Cursor, field: ImageField, fault: Slice): void {
  field.image = null;
  field.fault = fault;
  cursor.skip();
}
