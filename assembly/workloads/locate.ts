// SPDX-License-Identifier: Apache-2.0
import {
  ascii,
  CharCode,
  Cursor,
  equalBytes,
  Slice,
} from '@kubewarden/policy-sdk-assemblyscript/core';
import { givenTwice, missing, notAnObject } from '../faults';
import { List } from './field';
import { PodSpec, readPodSpec } from './pod-spec';

const METADATA_LENGTH: u32 = 1 << 8;

/**
 * Finds the images of the object at the cursor, whose pod spec stands at
 * `path` (keys joined by dots), and moves the cursor behind the object. Only
 * what lies on the path is read; all else is passed over.
 */
export function locateImages(cursor: Cursor, path: Slice): PodSpec {
  const spec = new PodSpec(path);
  walk(cursor, spec, path.ptr);
  // What follows such a place was not read, images or not.
  if (cursor.failed)
    spec.refuse(path.ptr, List.None, ascii('is not valid JSON'));
  return spec;
}

/** Follows the path from its segment at `segment` on. */
function walk(cursor: Cursor, spec: PodSpec, segment: usize): void {
  if (!cursor.tryObject()) {
    spec.refuse(segment, List.None, notAnObject());
    cursor.skip();
    return;
  }
  const path = spec.path;
  const end = path.end;
  if (segment > end) return readPodSpec(cursor, spec);
  let next = segment;
  while (next < end && load<u8>(next) != CharCode.Dot) next++;
  const keyLen = <i32>(next - segment);
  next++;
  // A shift counts modulo 32, as the lengths do.
  const lengths = (1 << keyLen) | METADATA_LENGTH;
  let found = false;
  while (cursor.nextMemberOf(lengths)) {
    const len = cursor.keyLen;
    if (len == keyLen && equalBytes(cursor.key, len, segment, len)) {
      if (found) spec.refuse(next, List.None, givenTwice());
      found = true;
      const start = cursor.position;
      walk(cursor, spec, next);
      if (segment == path.ptr)
        spec.body = new Slice(start, <i32>(cursor.position - start));
      continue;
    }
    if (len == 8 && segment == path.ptr && cursor.keyIs('metadata'))
      spec.metadata = cursor.position;
    cursor.skip();
  }
  if (!found) spec.refuse(next, List.None, missing());
}
