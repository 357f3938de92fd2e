// SPDX-License-Identifier: Apache-2.0
import { Cursor, Slice, Writer } from '@kubewarden/policy-sdk-assemblyscript';
import { equalBytes } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/equal';
import { ascii } from '@kubewarden/policy-sdk-assemblyscript/assembly/bytes/literal';
import { PodSpec, readPodSpec } from './pod-spec';

const DOT: u8 = 0x2e;
const METADATA_LENGTH: u32 = 1 << 8;

/**
 * Finds the images of the object at the cursor, whose pod spec stands at
 * `path` (keys joined by dots), and moves the cursor behind the object. Only
 * what lies on the path is read; all else is passed over.
 */
export function locateImages(cursor: Cursor, path: Slice): PodSpec {
  const spec = new PodSpec(path);
  walk(cursor, path, path.ptr, spec);
  // What follows such a place was not read, images or not.
  if (cursor.failed) refuse(spec, path, path.ptr, ascii(' is no valid JSON'));
  return spec;
}

/** Follows the path from its segment at `segment` on. */
function walk(
  cursor: Cursor,
  path: Slice,
  segment: usize,
  spec: PodSpec,
): void {
  if (!cursor.tryObject()) {
    refuse(spec, path, segment, ascii(' is no object'));
    cursor.skip();
    return;
  }
  if (segment > path.end) {
    readPodSpec(cursor, spec);
    return;
  }
  let segmentEnd = segment;
  while (segmentEnd < path.end && load<u8>(segmentEnd) != DOT) segmentEnd++;
  const keyLen = <i32>(segmentEnd - segment);
  let found = false;
  const lengths = (1 << keyLen) | METADATA_LENGTH;
  while (cursor.nextMemberOf(lengths)) {
    if (equalBytes(cursor.key, cursor.keyLen, segment, keyLen)) {
      if (found) refuse(spec, path, segmentEnd + 1, ascii(' is given twice'));
      found = true;
      walk(cursor, path, segmentEnd + 1, spec);
      continue;
    }
    if (segment == path.ptr && cursor.keyLen == 8 && cursor.keyIs('metadata'))
      spec.metadata = cursor.position;
    cursor.skip();
  }
  if (!found) refuse(spec, path, segmentEnd + 1, ascii(' is missing'));
}

/** Notes what is wrong with the value before the segment at `segment`. */
function refuse(spec: PodSpec, path: Slice, segment: usize, text: Slice): void {
  if (spec.problem != null) return;
  const message = new Writer(64);
  const len = <i32>(segment - path.ptr) - 1;
  if (len > 0) message.raw(path.ptr, len);
  else message.literal('object');
  spec.problem = message.slices(text).slice();
}

/** Whether the `metadata` at this address has a `deletionTimestamp`. */
export function isTerminating(metadata: usize, end: usize): bool {
  if (metadata == 0) return false;
  const cursor = new Cursor(metadata, end);
  if (!cursor.tryObject()) return false;
  let terminating = false;
  while (cursor.nextMember()) {
    if (cursor.keyIs('deletionTimestamp')) terminating = cursor.atString;
    cursor.skip();
  }
  return terminating;
}
