// SPDX-License-Identifier: Apache-2.0
import { CharCode, Cursor } from '@kubewarden/policy-sdk-assemblyscript/core';

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

/**
 * Whether the `metadata` at this address names a controller, which made the
 * object and compares it with what it would make: it fights every rewrite.
 */
export function hasController(metadata: usize, end: usize): bool {
  if (metadata == 0) return false;
  const cursor = new Cursor(metadata, end);
  if (!cursor.tryObject()) return false;
  let found = false;
  while (cursor.nextMember()) {
    if (cursor.keyIs('ownerReferences') && cursor.tryArray())
      while (cursor.nextElement()) found = readOwner(cursor) || found;
    else cursor.skip();
  }
  return found;
}

/** Whether the owner at the cursor, which is read, is the controller. */
function readOwner(cursor: Cursor): bool {
  if (!cursor.tryObject()) {
    cursor.skip();
    return false;
  }
  let isController = false;
  while (cursor.nextMember()) {
    if (cursor.keyIs('controller') && load<u8>(cursor.position) == CharCode.t)
      isController = cursor.readBoolean() == 1;
    else cursor.skip();
  }
  return isController;
}
