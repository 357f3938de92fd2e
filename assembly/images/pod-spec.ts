// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice, Writer } from '@kubewarden/policy-sdk-assemblyscript';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { Fault, ImageField, List, listName } from './field';

/** Lengths of the lists' names. */
const LIST_LENGTHS: u32 = (1 << 7) | (1 << 10) | (1 << 14) | (1 << 19);
/** Lengths of `name` and `image`. */
const NAME_LENGTHS: u32 = (1 << 4) | (1 << 5);

/** What was found in an object: its image fields, or why it has none. */
@final
@unmanaged
export class PodSpec {
  first: ImageField | null = null;
  private last: ImageField | null = null;
  count: i32 = 0;
  /** Why the object cannot be understood; null when it can. */
  problem: Slice | null = null;
  /** Address of the object's `metadata`, 0 without any. */
  metadata: usize = 0;

  constructor(
    /** Where it stands in the object, keys joined by dots. */
    public path: Slice,
  ) {}

  /** Appends a field of the given list. */
  add(list: List, index: i32): ImageField {
    const field = new ImageField(list, index);
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
  let seen = 0;
  while (cursor.nextMemberOf(LIST_LENGTHS)) {
    const list = listOf(cursor);
    if (list < 0) {
      cursor.skip();
      continue;
    }
    if (seen & (1 << list))
      refuse(spec, listName(list), ascii(' is given twice'));
    // To Kubernetes a null list is no list.
    if (!cursor.readNull()) {
      seen |= 1 << list;
      readList(cursor, spec, list);
    }
  }
  if ((seen & (1 << List.Containers)) == 0)
    refuse(spec, ascii('containers'), ascii(' is missing'));
}

/** The list the current key names, or -1. */
function listOf(cursor: Cursor): i32 {
  switch (cursor.keyLen) {
    case 10:
      return cursor.keyIs('containers') ? List.Containers : -1;
    case 14:
      return cursor.keyIs('initContainers') ? List.InitContainers : -1;
    case 19:
      return cursor.keyIs('ephemeralContainers')
        ? List.EphemeralContainers
        : -1;
    case 7:
      return cursor.keyIs('volumes') ? List.Volumes : -1;
    default:
      return -1;
  }
}

function refuse(spec: PodSpec, list: Slice, text: Slice): void {
  if (spec.problem != null) return;
  spec.problem = new Writer(64)
    .slices(spec.path)
    .byte(0x2e)
    .slices(list)
    .slices(text)
    .slice();
}

function readList(cursor: Cursor, spec: PodSpec, list: List): void {
  if (!cursor.tryArray()) {
    refuse(spec, listName(list), ascii(' is no list'));
    cursor.skip();
    return;
  }
  for (let index = 0; cursor.nextElement(); index++) {
    if (list == List.Volumes) readVolume(cursor, spec, index);
    else readContainer(cursor, spec.add(list, index));
  }
}

function readContainer(cursor: Cursor, field: ImageField): void {
  if (!cursor.tryObject()) {
    field.fault = Fault.NoObject;
    cursor.skip();
    return;
  }
  while (cursor.nextMemberOf(NAME_LENGTHS)) {
    const len = cursor.keyLen;
    if (len == 5 && cursor.keyIs('image')) readImage(cursor, field);
    else if (len == 4 && cursor.keyIs('name')) readName(cursor, field);
    else cursor.skip();
  }
}

/** A volume has an image field only when its source is an image. */
function readVolume(cursor: Cursor, spec: PodSpec, index: i32): void {
  if (!cursor.tryObject()) {
    refuse(
      spec,
      listName(List.Volumes),
      ascii(' has an element that is no object'),
    );
    cursor.skip();
    return;
  }
  let field: ImageField | null = null;
  let name: Slice | null = null;
  while (cursor.nextMemberOf(NAME_LENGTHS)) {
    const len = cursor.keyLen;
    if (len == 4 && cursor.keyIs('name') && cursor.atString) {
      name = cursor.readString();
    } else if (len != 5 || !cursor.keyIs('image')) {
      cursor.skip();
    } else if (cursor.readNull()) {
      continue; // no image source, to Kubernetes
    } else if (field != null) {
      field.fault = Fault.Twice;
      field.image = null;
      cursor.skip();
    } else {
      field = spec.add(List.Volumes, index);
      readSource(cursor, field);
    }
  }
  if (field != null) field.name = name;
}

function readSource(cursor: Cursor, field: ImageField): void {
  if (!cursor.tryObject()) {
    field.fault = Fault.NoObject;
    cursor.skip();
    return;
  }
  while (cursor.nextMember()) {
    if (cursor.keyIs('reference')) readImage(cursor, field);
    else cursor.skip();
  }
}

function readName(cursor: Cursor, field: ImageField): void {
  if (cursor.atString) field.name = cursor.readString();
  else cursor.skip();
}

function readImage(cursor: Cursor, field: ImageField): void {
  if (field.fault != Fault.Missing) {
    field.fault = Fault.Twice;
    field.image = null;
    cursor.skip();
    return;
  }
  if (!cursor.atString) {
    field.fault = Fault.NoString;
    cursor.skip();
    return;
  }
  const image = cursor.readString();
  if (image == null) return;
  field.fault = image.len == 0 ? Fault.Empty : Fault.None;
  field.image = image.len == 0 ? null : image;
  field.closingQuote = cursor.position - 1;
}
