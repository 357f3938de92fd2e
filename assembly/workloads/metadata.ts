// SPDX-License-Identifier: Apache-2.0
import { CharCode, Cursor } from '@kubewarden/policy-sdk-assemblyscript/core';
import { PodSpec } from './pod-spec';

/** Lengths of `ownerReferences` and `deletionTimestamp`. */
const LENGTHS: u32 = (1 << 15) | (1 << 17);

/** Reads the metadata at the cursor, which may be anything. */
export function readMetadata(cursor: Cursor, spec: PodSpec): void {
  spec.isTerminating = false;
  spec.hasController = false;
  if (!cursor.tryObject()) {
    cursor.skip();
    return;
  }
  while (cursor.nextMemberOf(LENGTHS)) {
    if (cursor.keyIs('ownerReferences') && cursor.tryArray()) {
      while (cursor.nextElement())
        if (readOwner(cursor)) spec.hasController = true;
      continue;
    }
    if (cursor.keyIs('deletionTimestamp')) spec.isTerminating = cursor.atString;
    cursor.skip();
  }
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
