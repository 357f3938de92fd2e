// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  Cursor,
  equalBytes,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { empty, givenTwice, missing, notAnObject } from '../faults';
import { readMetadata } from './metadata';
import { Place, segmentEnd } from './place';
import { PodSpec, readPodSpec } from './pod-spec';

const METADATA_LENGTH: u32 = 1 << 8;
/** As long as names of Kubernetes get; bounds what is kept for each image. */
const NAME_BYTES: i32 = 253;

/**
 * Finds the images of the object at the cursor, whose pod spec stands at
 * `path` (keys joined by dots, a `*` for each member or element), and moves the
 * cursor behind the object. Only what lies on the path is read; all else is
 * passed over.
 *
 * @param optional whether it is well when the path leads to nothing
 */
export function locateImages(
  cursor: Cursor,
  path: Slice,
  optional: bool,
): PodSpec {
  const spec = PodSpec.at(new Place(path), optional);
  walk(cursor, spec, path.ptr, 0);
  // What follows such a place was not read, images or not.
  if (cursor.failed) spec.refuse(path.ptr, ascii('is not valid JSON'));
  return spec;
}

/** Follows the path from its segment at `segment` on, behind `stars` stars. */
function walk(cursor: Cursor, spec: PodSpec, segment: usize, stars: i32): void {
  const path = spec.place.path;
  const end = path.end;
  if (segment != path.ptr && spec.optional && cursor.readNull()) return;
  if (segment <= end && load<u8>(segment) == CharCode.Asterisk)
    return walkAll(cursor, spec, segment, stars);
  if (!cursor.tryObject()) {
    spec.refuse(segment, notAnObject());
    cursor.skip();
    return;
  }
  if (segment > end) {
    spec.enter(stars);
    return readPodSpec(cursor, spec);
  }
  const keyEnd = segmentEnd(segment, end);
  const keyLen = <i32>(keyEnd - segment);
  const next = keyEnd + 1;
  // A shift counts modulo 32, as the lengths do.
  const lengths = (1 << keyLen) | METADATA_LENGTH;
  let found = false;
  while (cursor.nextMemberOf(lengths)) {
    if (equalBytes(cursor.key, cursor.keyLen, segment, keyLen)) {
      if (found) spec.refuse(next, givenTwice());
      found = true;
      const start = cursor.position;
      walk(cursor, spec, next, stars);
      if (segment == path.ptr)
        spec.body = Slice.between(start, cursor.position);
      continue;
    }
    if (segment == path.ptr && cursor.keyIs('metadata'))
      readMetadata(cursor, spec);
    else cursor.skip();
  }
  if (!found && !spec.optional) spec.refuse(next, missing());
}

/** Follows the path behind the star at `segment`, in all it stands for. */
function walkAll(
  cursor: Cursor,
  spec: PodSpec,
  segment: usize,
  stars: i32,
): void {
  const next = segment + 2;
  const inObject = cursor.tryObject();
  if (!inObject && !cursor.tryArray()) {
    spec.refuse(segment, ascii('is neither an object nor a list'));
    cursor.skip();
    return;
  }
  let count = 0;
  while (inObject ? cursor.nextMember() : cursor.nextElement()) {
    if (inObject) {
      spec.place.name(stars, cursor.key, cursor.keyLen);
      if (cursor.keyLen > NAME_BYTES)
        spec.refuse(segment, ascii('has a name that is too long'));
    } else {
      spec.place.name(stars, 0, count);
    }
    walk(cursor, spec, next, stars + 1);
    count++;
  }
  if (count == 0 && !spec.optional) spec.refuse(segment, empty());
}
